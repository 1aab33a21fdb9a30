// A form for one value, made from its type, and its JSON beside it; each follows the other.
import {html, nothing} from '/lit-html/lit-html.js';
import {check} from './check.js';
import {tryParse, write} from './json.js';
import {field} from './field.js';
import {sample} from './sample.js';

export class Form {
  constructor(contract, type, text, label = 'value') {
    this.label = label;
    this.types = contract?.types ?? {};
    this.type = type;
    this.setText(text ?? write(sample(this.types, type)));
  }

  setText(text) {
    this.text = text;
    const parsed = tryParse(text);
    this.error = parsed.error;
    if (!parsed.error) {
      this.value = parsed.value;
    }
  }

  setValue(value) {
    this.value = value;
    this.text = write(value);
    this.error = undefined;
  }

  problems() {
    return this.error ? ['this is no JSON: ' + this.error] : check(this.types, this.type, this.value);
  }
}

export function formView(form, key, changed) {
  const problems = form.problems();
  const id = 'problems-' + key.replaceAll(/\W/g, '-');
  return html`<div class="form">
    ${form.type ? html`<div class="fields">${field(form.types, form.type, form.value,
      next => { form.setValue(next(form.value)); changed(); }, form.label)}</div>` : nothing}
    <label class="raw">JSON<textarea spellcheck="false" rows="3" .value=${form.text} aria-describedby=${id}
      aria-invalid=${problems.length > 0} @input=${event => { form.setText(event.target.value); changed(); }}></textarea></label>
    <ul id=${id} class="problems">${problems.map(problem => html`<li>${problem}</li>`)}</ul>
  </div>`;
}
