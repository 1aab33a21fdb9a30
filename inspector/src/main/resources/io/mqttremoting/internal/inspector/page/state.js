// The state of a service as a shape and a word: colour is never the only sign.
import {html} from '/lit-html/lit-html.js';

const STATES = {
  ONLINE: ['●', 'there', 'there'],
  OFFLINE: ['○', 'offline', 'gone'],
  LEFT_BEHIND: ['✕', 'gone (killed or cut off)', 'gone'],
  VALUES_ONLY: ['◌', 'only values', 'unknown'],
  GONE: ['○', 'gone', 'gone'],
};

export const shape = state => (STATES[state] ?? STATES.GONE)[0];
export const word = state => (STATES[state] ?? STATES.GONE)[1];
export const look = state => (STATES[state] ?? STATES.GONE)[2];

// Of several services at one address, the best state counts.
export function best(services) {
  const order = ['ONLINE', 'VALUES_ONLY', 'LEFT_BEHIND', 'OFFLINE', 'GONE'];
  return services.map(service => service.state).sort((a, b) => order.indexOf(a) - order.indexOf(b))[0] ?? 'GONE';
}

export function sign(state, long) {
  return html`<span class="state ${look(state)}" title=${word(state)}>
    <span aria-hidden="true">${shape(state)}</span>
    <span>${long ? word(state) : word(state).replace(/ \(.*/, '')}</span></span>`;
}
