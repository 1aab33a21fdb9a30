// A property's value and its last changes.
const MAX_HISTORY = 50;

export class Property {
  constructor(name) {
    this.name = name;
    this.text = null; // JSON; null before the first value
    this.at = null; // null if it was there before the page
    this.cut = 0;
    this.count = 0;
    this.history = [];
    this.open = false;
  }

  take({text, at, cut, skipped}) {
    if (at === undefined && text === this.text) {
      return; // told again after the page has reconnected
    }
    this.text = text;
    this.cut = cut ?? 0;
    this.at = at ?? null;
    this.count += at === undefined ? 0 : 1 + (skipped ?? 0);
    this.history = [...this.history, {text, at: this.at, skipped: skipped ?? 0}].slice(-MAX_HISTORY);
  }

  numbers() {
    const numbers = this.history.map(change => /^-?[0-9.eE+-]+$/.test(change.text) ? Number(change.text) : NaN);
    return numbers.length > 1 && numbers.every(Number.isFinite) ? numbers : [];
  }
}
