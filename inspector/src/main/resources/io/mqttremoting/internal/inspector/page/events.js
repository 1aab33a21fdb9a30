// Server-sent events. The browser connects again by itself, except after a refusal.
const AGAIN_MILLIS = 2000;

export function listen(service, onBatch, onLost) {
  let source;
  let timer;
  function open() {
    source = new EventSource('/events' + (service ? '?service=' + encodeURIComponent(service) : ''));
    source.onmessage = event => onBatch(JSON.parse(event.data));
    source.onerror = () => {
      onLost();
      if (source.readyState === EventSource.CLOSED) {
        timer = setTimeout(open, AGAIN_MILLIS);
      }
    };
  }
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
