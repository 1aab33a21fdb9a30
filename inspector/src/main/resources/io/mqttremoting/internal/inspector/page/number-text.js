// A text field for a number. What a user types stays as it is while it means the same: 3.0 is 3.
import {noChange} from '/lit-html/lit-html.js';
import {Directive, directive} from '/lit-html/directive.js';
import {parse, write} from './json.js';

// What is no number stays a text, of which the check tells.
export function toNumber(text) {
  try {
    const value = parse(text.trim());
    return typeof value === 'number' || typeof value === 'bigint' ? value : text;
  } catch {
    return text;
  }
}

class NumberText extends Directive {
  render() {
    return noChange;
  }

  update(part, [value]) {
    const field = part.element;
    if (write(toNumber(field.value)) !== write(value)) {
      field.value = value === undefined ? '' : typeof value === 'string' ? value : write(value);
    }
    return noChange;
  }
}

export const numberText = directive(NumberText);
