// The last numbers as a small line.
import {html, nothing, svg} from '/lit-html/lit-html.js';

const WIDTH = 80;
const HEIGHT = 18;

export function spark(numbers) {
  if (numbers.length < 2) {
    return nothing;
  }
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  const points = numbers.map((number, index) => {
    const x = index / (numbers.length - 1) * WIDTH;
    // halves: the range of all doubles is no double
    const y = high === low ? HEIGHT / 2 : 1 + (high / 2 - number / 2) / (high / 2 - low / 2) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  }).join(' ');
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" width=${WIDTH} height=${HEIGHT} role="img"
    aria-label="from ${low} to ${high}">${svg`<polyline points=${points}></polyline>`}</svg>`;
}
