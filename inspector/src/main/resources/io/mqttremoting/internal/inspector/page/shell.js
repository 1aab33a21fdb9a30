// "Copy as command line". In single quotes, a shell expands nothing.
export function quote(word) {
  return /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+:,./=-]*$/.test(word) ? word : "'" + word.replaceAll("'", "'\\''") + "'";
}

// plant7/@kitchen/io.world/Hello is written plant7/io.world/Hello@kitchen
export function address(service, member) {
  const namespace = service.namespace ? service.namespace + '/' : '';
  const instance = service.instance ? '@' + service.instance : '';
  return `${namespace}${service.module}/${service.name}${instance}.${member}`;
}

function line(words) {
  return words.map(word => quote(word)).join(' ');
}

// A value such as -5 is no option, nor is a module -x.
const ending = words => words.some(word => word.startsWith('-')) ? ['--'] : [];

export function callLine(service, operation, values, parameters, noReply) {
  const named = parameters && parameters.length === values.length;
  const words = values.map((value, index) => named ? `${parameters[index].name}=${value}` : value);
  const all = [address(service, operation), ...words];
  return line(['mqtt-remoting', 'call', ...(noReply ? ['--no-reply'] : []), ...ending(all), ...all]);
}

export function setLine(service, property, value, confirmed) {
  const all = [address(service, property), value];
  return line(['mqtt-remoting', 'set', ...(confirmed ? ['--confirm'] : []), ...ending(all), ...all]);
}
