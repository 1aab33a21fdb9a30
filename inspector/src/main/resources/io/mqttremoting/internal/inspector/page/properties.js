import {html, nothing} from '/lit-html/lit-html.js';
import {repeat} from '/lit-html/directives/repeat.js';
import {valueUrl, set} from './api.js';
import {diff} from './diff.js';
import {write} from './json.js';
import {age, clock} from './time.js';
import {spark} from './spark.js';
import {Form, formView} from './form.js';
import {outcome} from './outcome.js';
import {setLine} from './shell.js';
import {copyButton} from './copy.js';

const MARK_MILLIS = 1000;

function history(property) {
  const changes = property.history.map((change, index) => ({change, before: property.history[index - 1]})).reverse();
  return html`<ol class="history" aria-label="last changes of ${property.name}">${changes.map(({change, before}) => html`<li>
    <time>${change.at ? clock(change.at) : 'before'}</time>
    ${before ? diff(before.text, change.text).map(each => html`<div class="difference">${each.path}
        <del>${each.before ?? 'nothing'}</del> → <ins>${each.after ?? 'nothing'}</ins></div>`)
      : html`<code>${change.text}</code>`}
    ${change.skipped ? html`<small>${change.skipped} changes before it were left out</small>` : nothing}</li>`)}</ol>`;
}

async function send(store, declared, form) {
  form.outcome = {running: true};
  store.changed();
  form.outcome = await set({
    service: store.selected, property: declared.name, value: form.text, confirmed: Boolean(store.contract),
  });
  store.changed();
}

function setForm(store, declared, property) {
  const key = 'set ' + declared.name;
  let form = store.forms.get(key);
  if (!form) {
    form = new Form(store.contract, declared.type, property.text ?? undefined);
    store.forms.set(key, form);
  }
  return html`<form class="set" @submit=${event => { event.preventDefault(); send(store, declared, form); }}>
    ${formView(form, key, () => store.changed())}
    <button type="submit" ?disabled=${form.problems().length > 0}>Set</button>
    ${copyButton('Copy as command line',
      () => setLine(store.at(store.selected)[0], declared.name, form.text, Boolean(store.contract)))}
    ${store.contract ? nothing : html`<small>Services in other languages do not answer this.</small>`}
    ${outcome(form.outcome, 'set')}</form>`;
}

// The name of an enum's value: on the wire it is a number.
function constant(types, type, text) {
  const found = types?.[type?.name]?.constants?.find(each => type.kind === 'NAMED' && write(each.value) === text);
  return found && found.name !== found.value ? found.name : nothing;
}

function row(store, declared) {
  const property = store.property(declared.name);
  const now = store.serverNow();
  const fresh = property.at && now - property.at < MARK_MILLIS;
  const toggleForm = () => {
    property.setting = !property.setting;
    store.forms.delete('set ' + declared.name); // the next one begins with the value of then
    store.changed();
  };
  const mayset = store.connection.writes && !declared.readOnly;
  return html`<tr class=${fresh ? 'fresh' : ''} data-property=${declared.name}>
    <th scope="row" title=${declared.description ?? ''}>${declared.name}
      <small>${declared.type?.text ?? ''}${declared.readOnly ? ' read-only' : ''}</small></th>
    <td class="value"><code>${property.text ?? '–'}</code> ${constant(store.contract?.types, declared.type, property.text)}${property.cut ? html`<small> …
      <a href=${valueUrl(store.selected, declared.name)} target="_blank" rel="noopener">all ${property.cut} characters</a></small>` : nothing}
      ${spark(property.numbers())}</td>
    <td class="age">${property.text === null ? 'no value' : property.at ? age(now - property.at) : 'before'}
      ${property.count ? html`<small>${property.count} ×</small>` : nothing}</td>
    <td class="buttons">
      <button aria-label="changes of ${declared.name}" aria-expanded=${property.open}
        @click=${() => { property.open = !property.open; store.changed(); }}>changes</button>
      ${mayset ? html`<button aria-label="set ${declared.name}"
        aria-expanded=${Boolean(property.setting)} @click=${toggleForm}>set…</button>` : nothing}</td>
  </tr>
  ${property.open ? html`<tr><td colspan="4">${history(property)}</td></tr>` : nothing}
  ${property.setting && mayset ? html`<tr><td colspan="4">${setForm(store, declared, property)}</td></tr>` : nothing}`;
}

export function properties(store) {
  const declared = store.contract?.properties ?? [];
  const names = new Set(declared.map(each => each.name));
  const heard = [...store.properties.keys()].filter(name => !names.has(name)).sort().map(name => ({name}));
  const all = [...declared, ...heard];
  return html`<section aria-labelledby="properties"><h3 id="properties">Properties</h3>
    ${all.length ? html`<div class="scroll"><table class="properties"><tbody>
      ${repeat(all, each => each.name, each => row(store, each))}</tbody></table></div>`
      : html`<p class="hint">${store.contract ? 'It has none.' : 'None seen yet.'}</p>`}</section>`;
}
