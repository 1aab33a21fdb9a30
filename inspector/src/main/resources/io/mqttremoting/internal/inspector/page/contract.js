// The contract, in words, and files to download.
import {html, nothing} from '/lit-html/lit-html.js';
import {exportUrl} from './api.js';

function definition(type) {
  if (type.kind === 'enum') {
    return type.constants.map(constant => `${constant.name} = ${JSON.stringify(constant.value)}`).join(', ');
  }
  const fields = type.kind === 'struct' ? type.fields : type.variants;
  const start = type.kind === 'union' ? `by ${type.discriminator}: ` : '';
  return start + fields.map(field => `${field.name}: ${field.type.text}${field.required ? ' (required)' : ''}`).join(', ');
}

function files(store) {
  const link = (format, name) => html`<a href=${exportUrl(store.selected, format)} download>${name}</a> `;
  return html`<p>Download: ${link('yaml', 'ApiGear YAML')} ${link('asyncapi', 'AsyncAPI')} ${link('markdown', 'Markdown')}</p>`;
}

export function contract(store) {
  const told = store.contract;
  return html`<section aria-labelledby="contract"><h3 id="contract">Contract</h3>
    ${told ? html`
      <p>${told.id} ${told.version ? 'version ' + told.version : ''} <small>fingerprint ${told.fingerprint}</small></p>
      ${files(store)}
      ${Object.keys(told.types).length ? html`<details><summary>Types</summary><dl>${Object.values(told.types).map(type => html`
        <dt>${type.kind} ${type.name}</dt><dd>${type.description ? html`${type.description}<br>` : nothing}
          <code>${definition(type)}</code></dd>`)}</dl></details>` : nothing}`
      : html`<p class="hint">${store.contractReason || 'asking the service…'}
        ${store.contractReason ? html`<button @click=${() => store.reloadContract()}>ask again</button>` : nothing}</p>`}
  </section>`;
}
