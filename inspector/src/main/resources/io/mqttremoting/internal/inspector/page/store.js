// All that the page knows. Views read it; batches of the server and users change it.
import {Property} from './property.js';

const MAX_SIGNALS = 500;
const MAX_CALLS = 50;
const MAX_CALLED = 100;

export class Store {
  constructor() {
    this.selection = 0; // counts up
    this.services = new Map(); // by key: address and client identifier
    this.filter = '';
    this.callsOf = new Map(); // by address, the one called last at the end
    this.connection = {state: 'CONNECTING', text: '', writes: false, problem: '', leftOut: false};
    this.rate = 0;
    this.rateFrom = null;
    this.now = Date.now();
    this.clockOffset = 0;
    this.onChange = () => {};
    this.select('');
  }

  changed() {
    this.onChange();
  }

  select(id) {
    this.selected = id;
    this.selection++;
    this.properties = new Map();
    this.signals = [];
    this.signalsLeftOut = 0;
    this.signalsHeld = [];
    this.paused = false;
    this.signalFilter = '';
    this.contract = null;
    this.contractReason = '';
    this.contractAsked = false;
    this.forms = new Map();
    this.rawCall = null;
    this.allSignals = false;
    this.rateFrom = null;
    this.rate = 0;
    this.changed();
  }

  setContract(answer) {
    const before = this.contract;
    this.contract = answer.contract ?? null;
    this.contractReason = answer.reason ?? '';
    if (before?.fingerprint !== this.contract?.fingerprint) {
      this.forms.clear(); // they were made for another contract, or for none
    }
    this.changed();
  }

  isKnown(id) {
    return this.at(id).length > 0;
  }

  at(id) {
    return [...this.services.values()].filter(service => service.id === id);
  }

  serverNow() {
    return Date.now() + this.clockOffset;
  }

  lost() {
    this.connection = {...this.connection, state: 'NO INSPECTOR'};
    this.changed();
  }

  apply(batch) {
    this.clockOffset = batch.now - Date.now();
    this.connection = {
      state: batch.state, text: batch.connection, writes: batch.writes, problem: batch.problem, leftOut: batch.leftOut,
    };
    this.measure(batch);
    if (batch.all) {
      this.services = new Map();
    }
    for (const service of batch.services) {
      const before = this.services.get(service.key);
      if (service.state === 'GONE' && !service.clientId) {
        this.services.delete(service.key); // its values are cleared, or a service has told who it is
        continue;
      }
      this.services.set(service.key, service);
      if (service.id === this.selected && service.state === 'ONLINE'
          && (before?.state !== 'ONLINE' || before.since !== service.since)) {
        this.contractAsked = false; // a new run may have another contract
      }
    }
    for (const value of batch.values) {
      this.property(value.name).take(value);
    }
    this.signalsLeftOut += batch.signalsLeftOut;
    this.keep(batch.signals);
    this.changed();
  }

  measure(batch) {
    const from = this.rateFrom;
    if (!from || batch.received < from.received) {
      this.rateFrom = {at: batch.now, received: batch.received};
    } else if (batch.now - from.at >= 1000) {
      this.rate = Math.round((batch.received - from.received) * 1000 / (batch.now - from.at));
      this.rateFrom = {at: batch.now, received: batch.received};
    }
  }

  keep(signals) {
    const target = this.paused ? 'signalsHeld' : 'signals';
    const all = this[target].concat(signals);
    this.signalsLeftOut += Math.max(0, all.length - MAX_SIGNALS);
    this[target] = all.slice(-MAX_SIGNALS);
  }

  pause(paused) {
    this.paused = paused;
    if (!paused) {
      const held = this.signalsHeld;
      this.signalsHeld = [];
      this.keep(held);
    }
    this.changed();
  }

  clearSignals() {
    this.signals = [];
    this.signalsHeld = [];
    this.signalsLeftOut = 0;
    this.changed();
  }

  property(name) {
    let property = this.properties.get(name);
    if (!property) {
      property = new Property(name);
      this.properties.set(name, property);
    }
    return property;
  }

  get calls() {
    return this.callsOf.get(this.selected) ?? [];
  }

  addCall(entry) {
    const calls = [entry, ...this.calls].slice(0, MAX_CALLS);
    this.callsOf.delete(this.selected);
    this.callsOf.set(this.selected, calls);
    if (this.callsOf.size > MAX_CALLED) {
      this.callsOf.delete(this.callsOf.keys().next().value);
    }
    this.changed();
  }
}
