// The address of a selection: #/plant7/@kitchen/io.world/Hello
export function read(hash) {
  try {
    return hash.startsWith('#/') ? hash.slice(2).split('/').map(decodeURIComponent).join('/') : '';
  } catch {
    return ''; // a malformed address selects nothing
  }
}

export function write(id) {
  return id ? '#/' + id.split('/').map(level => encodeURIComponent(level).replace('%40', '@')).join('/') : '#/';
}
