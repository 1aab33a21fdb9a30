import {html} from '/lit-html/lit-html.js';

export function copyButton(label, text) {
  return html`<button type="button" class="copy" @click=${async event => {
    const button = event.currentTarget;
    const line = text();
    button.dataset.copied = line;
    try {
      await navigator.clipboard.writeText(line);
      button.title = 'copied: ' + line;
    } catch {
      prompt('Copy this:', line); // the browser keeps the clipboard to itself
    }
  }}>${label}</button>`;
}
