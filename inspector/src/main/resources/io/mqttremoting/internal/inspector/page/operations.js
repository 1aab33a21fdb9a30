// Operations: a form for the arguments, the outcome, and the calls so far.
import {html, nothing} from '/lit-html/lit-html.js';
import {call} from './api.js';
import {Form, formView} from './form.js';
import {outcome} from './outcome.js';
import {callLine} from './shell.js';
import {copyButton} from './copy.js';
import {clock} from './time.js';
import {tryParse, write} from './json.js';

// The arguments as if they were one struct.
function argumentForm(store, operation) {
  const key = 'call ' + operation.name;
  let form = store.forms.get(key);
  if (!form) {
    const types = {...store.contract.types, '(arguments)': {
      name: '', kind: 'struct', fields: operation.parameters.map(parameter => ({...parameter, required: !parameter.type.nullable})),
    }};
    form = new Form({types}, {kind: 'NAMED', name: '(arguments)', nullable: false, text: ''}, undefined, 'arguments');
    store.forms.set(key, form);
  }
  return form;
}

const inOrder = (operation, value) => operation.parameters.map(parameter => write(value[parameter.name]));

async function send(store, operation, texts, again) {
  const entry = {operation, texts, at: Date.now(), result: {running: true}, again};
  store.addCall(entry);
  entry.result = await call({
    service: store.selected,
    operation: operation.name,
    arguments: '[' + texts.join(',') + ']',
    noReply: Boolean(operation.oneWay || operation.noReply),
    timeoutSeconds: Math.min(100, Math.ceil((operation.timeoutMillis ?? 10_000) / 1000)),
  });
  store.changed();
}

function readOnly(store) {
  return store.connection.writes ? nothing : html`<small>read-only: start the inspector with --allow-writes</small>`;
}

function signature(operation) {
  return `(${operation.parameters.map(parameter => `${parameter.name}: ${parameter.type.text}`).join(', ')})`
      + (operation.result ? ': ' + operation.result.text : '') + (operation.oneWay ? ' one-way' : '');
}

function declared(store, service, operation) {
  const form = argumentForm(store, operation);
  const blocked = form.problems().length > 0;
  const last = store.calls.find(entry => entry.operation.name === operation.name);
  return html`<details class="operation" data-operation=${operation.name}>
    <summary><b>${operation.name}</b><span class="signature">${signature(operation)}</span>
      ${operation.errors.length ? html`<small>fails with ${operation.errors.join(', ')}</small>` : nothing}</summary>
    ${operation.description ? html`<p>${operation.description}</p>` : nothing}
    <form @submit=${event => { event.preventDefault(); send(store, operation, inOrder(operation, form.value), form.text); }}>
      ${operation.parameters.length ? formView(form, 'call ' + operation.name, () => store.changed()) : nothing}
      <button type="submit" class="call" ?disabled=${blocked || !store.connection.writes}>Call</button>
      ${copyButton('Copy as command line',
        () => callLine(service, operation.name, inOrder(operation, form.value), operation.parameters, operation.oneWay))}
      ${readOnly(store)}
    </form>
    ${last ? outcome(last.result) : nothing}</details>`;
}

// A service without a contract: a name, and a list of arguments.
function undeclared(store) {
  const raw = store.rawCall ??= {name: '', text: '[]', noReply: false};
  const parsed = tryParse(raw.text);
  const change = what => event => {
    raw[what] = what === 'noReply' ? event.target.checked : event.target.value;
    store.changed();
  };
  const service = store.at(store.selected)[0];
  const ready = raw.name && Array.isArray(parsed.value);
  return html`<form class="raw-call" @submit=${event => {
      event.preventDefault();
      send(store, {name: raw.name, parameters: [], errors: [], noReply: raw.noReply}, parsed.value.map(write));
    }}>
    <label class="field"><span>operation</span><input type="text" .value=${raw.name} @input=${change('name')}></label>
    <label class="raw">arguments, a JSON list<textarea rows="2" spellcheck="false" .value=${raw.text} @input=${change('text')}></textarea></label>
    <label class="field"><span>do not wait for a reply</span><input type="checkbox" .checked=${raw.noReply} @change=${change('noReply')}></label>
    <button type="submit" ?disabled=${!ready || !store.connection.writes}>Call</button>
    ${ready ? copyButton('Copy as command line', () => callLine(service, raw.name, parsed.value.map(write), undefined, raw.noReply)) : nothing}
    ${readOnly(store)}
  </form>${store.calls.length ? outcome(store.calls[0].result) : nothing}`;
}

function history(store, service) {
  return store.calls.length ? html`<details class="calls"><summary>Calls so far (${store.calls.length})</summary>
    <ol>${store.calls.map(entry => html`<li><time>${clock(entry.at)}</time>
      <code>${entry.operation.name}(${entry.texts.join(', ')})</code> ${outcome(entry.result)}
      <button @click=${() => send(store, entry.operation, entry.texts, entry.again)}>again</button>
      ${entry.again ? html`<button @click=${() => {
        argumentForm(store, entry.operation).setText(entry.again);
        store.changed();
      }}>into the form</button>` : nothing}
      ${copyButton('copy', () => callLine(service, entry.operation.name, entry.texts,
        entry.operation.parameters, entry.operation.oneWay || entry.operation.noReply))}</li>`)}</ol>
  </details>` : nothing;
}

export function operations(store, service) {
  const all = store.contract?.operations ?? [];
  return html`<section aria-labelledby="operations"><h3 id="operations">Operations</h3>
    ${store.contract ? all.length ? all.map(operation => declared(store, service, operation)) : html`<p class="hint">It has none.</p>`
      : store.contractReason ? undeclared(store) : nothing}
    ${history(store, service)}</section>`;
}
