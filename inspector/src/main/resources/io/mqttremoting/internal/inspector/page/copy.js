import {html} from '/lit-html/lit-html.js';

const SAID_MILLIS = 2000;

export function copyButton(label, text) {
  return html`<button type="button" class="copy" @click=${async event => {
    const button = event.currentTarget;
    const line = text();
    button.dataset.copied = line;
    try {
      await navigator.clipboard.writeText(line);
      button.title = 'copied: ' + line;
      say(button.nextElementSibling, 'copied');
    } catch {
      prompt('Copy this:', line); // the browser keeps the clipboard to itself
    }
  }}>${label}</button><small class="copied" role="status"></small>`;
}

// A screen reader reads it, and it goes away.
function say(place, words) {
  place.textContent = words;
  setTimeout(() => { place.textContent = ''; }, SAID_MILLIS);
}
