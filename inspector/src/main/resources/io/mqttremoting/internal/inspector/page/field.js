// The fields of a form, by type.
import {html, nothing} from '/lit-html/lit-html.js';
import {live} from '/lit-html/directives/live.js';
import {numberText, toNumber} from './number-text.js';
import {write} from './json.js';
import {sample, variant} from './sample.js';

// type, value, and change(current => next), because other fields may have changed since the last frame was drawn;
// label is empty for the outermost
export function field(types, type, value, change, label) {
  if (type.nullable && (value === null || value === undefined)) {
    return html`<div class="field">${label} <button type="button"
      @click=${() => change(() => sample(types, {...type, nullable: false}))}>add a value</button> <small>none</small></div>`;
  }
  const inner = byKind(types, type, value, change, label);
  return type.nullable
    ? html`<div class="optional">${inner}<button type="button" @click=${() => change(() => null)}>remove ${label || 'it'}</button></div>`
    : inner;
}

function byKind(types, type, value, change, label) {
  switch (type.kind) {
    case 'PRIMITIVE': return primitive(type, value, change, label);
    case 'ARRAY': return list(types, type, value, change, label);
    case 'NAMED': return named(types, types[type.name], value, change, label);
    default: return html`<div class="field">${label} <small>${type.text}: write it as JSON</small></div>`;
  }
}

function primitive(type, value, change, label) {
  const name = html`<span>${label || 'value'} <small>${type.text}</small></span>`;
  const replace = next => change(() => next);
  if (type.name === 'bool') {
    return html`<label class="field">${name}<input type="checkbox" .checked=${live(value === true)}
      @change=${event => replace(event.target.checked)}></label>`;
  }
  if (type.name === 'string' || type.name === 'bytes') {
    return html`<label class="field">${name}<input type="text" autocomplete="off" spellcheck="false"
      .value=${live(String(value ?? ''))} @input=${event => replace(event.target.value)}></label>`;
  }
  return html`<label class="field">${name}<input type="text" inputmode="decimal" autocomplete="off"
    .value=${numberText(value)} @input=${event => replace(toNumber(event.target.value))}></label>`;
}

const asList = value => Array.isArray(value) ? value : [];

function list(types, type, value, change, label) {
  const items = asList(value);
  const update = (index, next) => change(current => asList(current).map((item, at) => at === index ? next(item) : item));
  return html`<fieldset><legend>${label || 'list'} <small>${type.text}</small></legend>
    ${items.map((item, index) => html`<div class="item">${field(types, type.element, item, next => update(index, next), `[${index}]`)}
      <button type="button" aria-label="remove ${label}[${index}]"
        @click=${() => change(current => asList(current).filter((one, at) => at !== index))}>remove</button></div>`)}
    <button type="button" @click=${() => change(current => [...asList(current), sample(types, type.element)])}>add</button></fieldset>`;
}

function named(types, definition, value, change, label) {
  if (!definition) {
    return nothing;
  }
  if (definition.kind === 'enum') {
    const at = definition.constants.findIndex(constant => write(constant.value) === write(value));
    return html`<label class="field"><span>${label || 'value'} <small>${definition.name}</small></span>
      <select @change=${event => {
        const chosen = definition.constants[event.target.value].value;
        change(() => chosen);
      }}>
      ${at < 0 ? html`<option selected disabled>choose…</option>` : nothing}
      ${definition.constants.map((constant, index) => html`<option value=${index} .selected=${live(index === at)}>${constant.name}</option>`)}
      </select></label>`;
  }
  return definition.kind === 'union' ? union(types, definition, value, change, label)
    : struct(types, definition, value, change, label);
}

const asStruct = value => value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};

function struct(types, definition, value, change, label) {
  const known = asStruct(value);
  return html`<fieldset><legend>${label || 'value'} <small>${definition.name}</small></legend>
    ${definition.fields.map(each => field(types, each.type, known[each.name],
      next => change(current => ({...asStruct(current), [each.name]: next(asStruct(current)[each.name])})), each.name))}</fieldset>`;
}

function union(types, definition, value, change, label) {
  const chosen = definition.variants.find(each => each.name === value?.[definition.discriminator]);
  const inner = chosen && types[chosen.type.name];
  return html`<div class="union"><label class="field"><span>${label || 'value'} <small>${definition.name}</small></span>
    <select @change=${event => {
      const next = variant(types, definition, definition.variants[event.target.value]);
      change(() => next);
    }}>
    ${chosen ? nothing : html`<option selected disabled>choose…</option>`}
    ${definition.variants.map((each, index) => html`<option value=${index} .selected=${live(each === chosen)}>${each.name}</option>`)}
    </select></label>${inner ? struct(types, inner, value, change, chosen.name) : nothing}</div>`;
}
