#compdef mqtt-remoting
# zsh completion for mqtt-remoting; names of services come from the broker
_mqtt_remoting() {
  local -a found
  found=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -S '' -- "${(@)found:#}"
}
compdef _mqtt_remoting mqtt-remoting
