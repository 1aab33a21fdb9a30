// What came of a call or of setting a value.
import {html, nothing} from '/lit-html/lit-html.js';
import {meaning} from './codes.js';

export function outcome(result, what) {
  if (!result) {
    return nothing;
  }
  if (result.running) {
    return html`<p class="outcome" role="status">waiting for the answer…</p>`;
  }
  const time = result.millis === undefined ? nothing : html`<small>${result.millis.toFixed(1)} ms</small>`;
  if (result.code) {
    return html`<p class="outcome error" role="alert"><strong>✕ ${result.code}</strong> ${result.message} ${time}
      <small>${meaning(result.code)}</small></p>`;
  }
  return html`<p class="outcome ok" role="status"><strong>✓ ${what === 'set' ? 'set' : 'ok'}</strong>
    <code>${result.text}</code>${result.cut ? html`… <small>cut, it has ${result.cut} characters</small>` : nothing} ${time}</p>`;
}
