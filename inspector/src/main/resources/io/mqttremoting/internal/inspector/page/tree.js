// What is there: namespaces, interfaces, instances.
import {html, nothing} from '/lit-html/lit-html.js';
import {repeat} from '/lit-html/directives/repeat.js';
import {write} from './route.js';
import {best, look, sign} from './state.js';

const MAX_SHOWN = 1000;
const byName = new Intl.Collator('en', {numeric: true}).compare; // r2 before r10

// [{namespace, interfaces: [{title, addresses: [{id, instance, state}]}]}], sorted
export function groups(services, filter) {
  const wanted = filter.trim().toLowerCase();
  const addresses = new Map();
  for (const service of services) {
    if (!wanted || (service.key + ' ' + service.state).toLowerCase().includes(wanted)) {
      addresses.set(service.id, [...addresses.get(service.id) ?? [], service]);
    }
  }
  const namespaces = new Map();
  for (const id of [...addresses.keys()].sort(byName)) {
    const all = addresses.get(id);
    const {namespace, module, name, instance} = all[0];
    const interfaces = namespaces.get(namespace) ?? new Map();
    namespaces.set(namespace, interfaces);
    const title = module + '/' + name;
    interfaces.set(title, [...interfaces.get(title) ?? [], {id, instance, count: all.length, state: best(all)}]);
  }
  return [...namespaces].sort(([a], [b]) => byName(a, b)).map(([namespace, interfaces]) => ({
    namespace,
    interfaces: [...interfaces].sort(([a], [b]) => byName(a, b)).map(([title, list]) => ({title, addresses: list})),
  }));
}

// A long name is broken behind the module.
function breakable(title) {
  const [module, name] = title.split('/');
  return name ? html`${module}/<wbr>${name}` : title;
}

function entry(store, {id, instance, count, state}, title) {
  return html`<li><a class="service ${look(state)}" href=${write(id)}
      aria-current=${store.selected === id ? 'page' : 'false'}>
    <span class="name">${title ? breakable(title) : '@' + instance}${count > 1 ? html` <small>× ${count}</small>` : nothing}</span>
    ${sign(state)}</a></li>`;
}

function oneInterface(store, {title, addresses}) {
  if (addresses.length === 1 && !addresses[0].instance) {
    return entry(store, addresses[0], title);
  }
  const there = addresses.filter(each => each.state === 'ONLINE').length;
  return html`<li><details open>
    <summary>${breakable(title)} <small>${there} of ${addresses.length} there</small></summary>
    <ul>${repeat(addresses, each => each.id, each => entry(store, each, each.instance ? '' : '(no instance)'))}</ul>
  </details></li>`;
}

export function tree(store) {
  const found = groups(store.services.values(), store.filter);
  let left = MAX_SHOWN;
  const shown = found.map(({namespace, interfaces}) => ({
    namespace,
    interfaces: interfaces.map(each => {
      const addresses = each.addresses.slice(0, Math.max(0, left));
      left -= each.addresses.length;
      return {...each, addresses};
    }).filter(each => each.addresses.length),
  })).filter(group => group.interfaces.length);
  return html`<nav aria-label="Services">
    <input type="search" aria-label="Filter services" placeholder="filter…" .value=${store.filter}
      @input=${event => { store.filter = event.target.value; store.changed(); }}>
    ${repeat(shown, group => group.namespace, group => html`
      ${group.namespace || found.length > 1 ? html`<h2>${group.namespace || '(no namespace)'}</h2>` : nothing}
      <ul>${repeat(group.interfaces, each => each.title, each => oneInterface(store, each))}</ul>`)}
    ${found.length ? nothing : html`<p class="hint">${store.services.size ? 'Nothing matches.' : 'No services yet.'}</p>`}
    ${left < 0 ? html`<p class="hint">${-left} more: use the filter.</p>` : nothing}
  </nav>`;
}
