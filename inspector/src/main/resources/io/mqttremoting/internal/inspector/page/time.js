export function duration(millis) {
  const seconds = Math.max(0, millis) / 1000;
  if (seconds < 60) {
    return Math.floor(seconds) + ' s';
  }
  const minutes = seconds / 60;
  if (minutes < 60) {
    return Math.floor(minutes) + ' min';
  }
  return minutes < 48 * 60 ? Math.floor(minutes / 60) + ' h' : Math.floor(minutes / 1440) + ' days';
}

export function age(millis) {
  return millis < 1000 ? 'now' : duration(millis) + ' ago';
}

export function clock(millis) {
  const time = new Date(millis);
  const two = number => String(number).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.`
      + String(time.getMilliseconds()).padStart(3, '0');
}
