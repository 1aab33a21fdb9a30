#compdef mqtt-remoting
# zsh completion for mqtt-remoting; names of services come from the broker
_mqtt_remoting() {
  local -a found addresses others
  local each
  found=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for each in "${(@)found:#}"; do
    if [[ $each == */* && ${each##*/} != *.* ]]; then
      addresses+=("$each") # a member may follow: no space
    else
      others+=("$each")
    fi
  done
  if (( $#addresses + $#others )); then
    (( $#addresses )) && compadd -S '' -- "${(@)addresses}"
    (( $#others )) && compadd -- "${(@)others}"
  else
    _files
  fi
}
compdef _mqtt_remoting mqtt-remoting
