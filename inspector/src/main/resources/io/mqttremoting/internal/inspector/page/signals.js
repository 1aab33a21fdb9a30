// The newest signals, filtered and pausable.
import {html, nothing} from '/lit-html/lit-html.js';
import {clock} from './time.js';

const SHOWN = 100;

export function matching(signals, filter) {
  const wanted = filter.trim().toLowerCase();
  return signals.filter(signal => (signal.name + ' ' + signal.text).toLowerCase().includes(wanted));
}

export function signals(store) {
  const found = matching(store.signals, store.signalFilter);
  const shown = found.slice(-(store.allSignals ? 500 : SHOWN)).reverse();
  const held = store.signalsHeld.length;
  const declared = (store.contract?.signals ?? []).map(signal => `${signal.name}(${signal.parameters
    .map(parameter => `${parameter.name}: ${parameter.type.text}`).join(', ')})`).join(', ');
  return html`<section aria-labelledby="signals"><h3 id="signals">Signals</h3>
    ${declared ? html`<p class="hint">${declared}</p>` : nothing}
    <div class="bar">
      <button @click=${() => store.pause(!store.paused)}>${store.paused ? 'go on' : 'pause'}</button>
      <input type="search" aria-label="Filter signals" placeholder="filter…" .value=${store.signalFilter}
        @input=${event => { store.signalFilter = event.target.value; store.changed(); }}>
      <button @click=${() => store.clearSignals()}>clear</button>
      <span class="count">${found.length} of ${store.signals.length} kept${held ? `, ${held} waiting` : ''}${
        store.signalsLeftOut ? `, ${store.signalsLeftOut} left out` : ''}</span>
    </div>
    <ol class="log" tabindex="0" aria-label="Signals, the newest first">${shown.map(signal => html`<li>
      <time>${clock(signal.at)}</time> <b>${signal.name}</b> <code>${signal.text}${signal.cut ? '…' : ''}</code></li>`)}</ol>
    ${found.length > SHOWN ? html`<button
      @click=${() => { store.allSignals = !store.allSignals; store.changed(); }}>${
        store.allSignals ? 'show the newest ' + SHOWN : 'show all ' + found.length}</button>` : nothing}
  </section>`;
}
