// Starts the page: state, events, and one rendering for each batch of changes.
import {html, render} from '/lit-html/lit-html.js';
import {Store} from './store.js';
import {listen} from './events.js';
import {read, write} from './route.js';
import {loadContract} from './api.js';
import {header} from './header.js';
import {tree} from './tree.js';
import {panel} from './panel.js';

const store = new Store();
let waiting = false;

function draw() {
  if (!waiting) {
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      render(html`${header(store)}<div class="columns">${tree(store)}${panel(store)}</div>`, document.body);
    });
  }
}

async function askContract(id) {
  store.contractAsked = true;
  const selection = store.selection;
  let answer;
  try {
    answer = await loadContract(id);
  } catch (error) {
    answer = {reason: error.message};
  }
  if (store.selection === selection) {
    store.setContract(answer);
  }
}

let stop = () => {};
function connect() {
  stop();
  const id = store.selected;
  const known = store.isKnown(id);
  stop = listen(known ? id : '', batch => {
    store.apply(batch);
    if (!known && store.isKnown(store.selected)) {
      connect();
    } else if (known && !store.contractAsked) {
      askContract(id);
    }
  }, () => store.lost());
}

function select() {
  store.select(read(location.hash));
  document.title = store.selected ? `${store.selected} – Inspector` : 'Inspector';
  connect();
}

store.onChange = draw;
store.go = id => { location.hash = write(id); };
store.reloadContract = () => askContract(store.selected);
addEventListener('hashchange', select);
document.body.replaceChildren();
select();
setInterval(draw, 1000); // ages
