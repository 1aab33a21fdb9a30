// Who serves the interface, since when, and when each came and went.
import {html, nothing, svg} from '/lit-html/lit-html.js';
import {repeat} from '/lit-html/directives/repeat.js';
import {age, clock, duration} from './time.js';
import {look, sign, word} from './state.js';

const WIDTH = 120;
const SHOWN_MILLIS = 10 * 60_000;

// The last ten minutes, as bars where it was there.
function timeline(changes, now) {
  const from = now - SHOWN_MILLIS;
  const place = at => Math.max(0, (at - from) / SHOWN_MILLIS * WIDTH);
  const bars = changes.map((change, index) => {
    const end = changes[index + 1]?.at ?? now;
    const x = place(change.at);
    return {x, width: Math.max(1, place(end) - x), shown: end > from, state: change.state};
  }).filter(bar => bar.shown);
  return html`<svg class="timeline" viewBox="0 0 ${WIDTH} 12" width=${WIDTH} height="12" role="img"
      aria-label="the last ten minutes">
    ${bars.map(bar => svg`<rect class=${look(bar.state)} x=${bar.x} width=${bar.width}
      y=${bar.state === 'ONLINE' ? 0 : 8} height=${bar.state === 'ONLINE' ? 12 : 4}></rect>`)}</svg>`;
}

function row(store, service) {
  const now = store.serverNow();
  const last = service.changes[service.changes.length - 1];
  const facts = [
    service.version && 'version ' + service.version,
    service.mappings && service.mappings.replace('v5', 'MQTT 5').replace('v3', 'MQTT 3.1.1').replace('5 M', '5, M'),
    service.group && 'group ' + service.group,
  ].filter(Boolean).join(', ');
  return html`<tr>
    <td>${service.clientId || '(unknown)'}</td>
    <td>${sign(service.state, true)}</td>
    <td>${service.state === 'ONLINE' && service.since ? 'for ' + duration(now - service.since) : age(now - last.at)}</td>
    <td>${facts}</td>
    <td><details><summary>${timeline(service.changes, now)}</summary>
      <ol>${service.changes.map(change => html`<li>${clock(change.at)} ${word(change.state)}</li>`)}</ol></details></td>
  </tr>`;
}

export function presence(store, services) {
  return html`<div class="scroll"><table class="presence">
    <caption class="narrow">Who serves it</caption>
    <tbody>${repeat(services, service => service.key, service => row(store, service))}</tbody></table></div>
    ${services.every(service => service.state !== 'ONLINE' && service.state !== 'VALUES_ONLY')
      ? html`<p class="warning">No service is there. Values are the last that the broker has.</p>` : nothing}`;
}
