import {html, nothing} from '/lit-html/lit-html.js';

export function header(store) {
  const {state, text, writes, problem, leftOut} = store.connection;
  const there = state === 'CONNECTED';
  const words = state === 'NO INSPECTOR' ? 'the inspector is gone; trying again' : state.toLowerCase();
  return html`<header>
    <h1>Inspector</h1>
    <span class="state ${there ? 'there' : 'gone'}" role="status" title=${text}>
      <span aria-hidden="true">${there ? '●' : '○'}</span> ${words}</span>
    <span class="rate">${store.rate} messages/s</span>
    <span class="mode">${writes ? 'changes allowed' : 'read-only'}</span>
    ${leftOut ? html`<span class="warning">more than 5,000 services: only the first are listed</span>` : nothing}
    ${problem ? html`<p class="error" role="alert">${problem}</p>` : nothing}
  </header>`;
}
