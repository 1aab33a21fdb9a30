// The selected interface.
import {html, nothing} from '/lit-html/lit-html.js';
import {keyed} from '/lit-html/directives/keyed.js';
import {best, sign} from './state.js';
import {presence} from './presence.js';
import {properties} from './properties.js';
import {operations} from './operations.js';
import {signals} from './signals.js';
import {contract} from './contract.js';

export function panel(store) {
  const services = store.at(store.selected);
  if (!store.selected) {
    return html`<main><p class="hint">Choose a service on the left.</p></main>`;
  }
  if (!services.length) {
    return html`<main><h2>${store.selected}</h2>
      <p class="hint">Nothing is there at this address. If it comes, it is shown here.</p></main>`;
  }
  const {module, name, instance, namespace} = services[0];
  const told = store.contract?.description;
  return html`<main>${keyed(store.selected, html`
    <h2>${namespace ? html`<small>${namespace} / </small>` : nothing}${module}/${name}${instance ? ` @${instance}` : ''}
      ${sign(best(services), true)}</h2>
    ${told ? html`<p>${told}</p>` : nothing}
    ${presence(store, services)}
    ${properties(store)}
    ${operations(store, services[0])}
    ${signals(store)}
    ${contract(store)}`)}</main>`;
}
