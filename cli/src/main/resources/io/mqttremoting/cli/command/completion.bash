# bash completion for mqtt-remoting; names of services come from the broker
_mqtt_remoting() {
  local line=${COMP_LINE:0:COMP_POINT} current
  current=${line##* }
  local -a words
  read -ra words <<<"$line"
  [[ $line == *" " ]] && words+=("")
  mapfile -t COMPREPLY < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
  # a member may follow an address: no space
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == */* && ${COMPREPLY[0]##*/} != *.* ]] && compopt -o nospace
  # bash replaces only what follows the last of these characters
  local i kept=${current%"${current##*[@=:]}"}
  for i in "${!COMPREPLY[@]}"; do
    COMPREPLY[i]=${COMPREPLY[i]#"$kept"}
  done
}
complete -o default -F _mqtt_remoting mqtt-remoting
