/** Fills the panes from the server's events, and sends what the person does. All HTML is made, and escaped, there. */

const actingAs = document.querySelector('#acting');
const composer = document.querySelector('#composer');
const problem = document.querySelector('#slack-error');
const clock = new Intl.DateTimeFormat([], { timeStyle: 'medium' });
const fullDate = new Intl.DateTimeFormat([], { dateStyle: 'full', timeStyle: 'long' });

/** Each pane's list, and the HTML that each of its items was made of. */
const panes = Array.from(document.querySelectorAll('[data-pane]'), (list) => ({
  list,
  name: list.dataset.pane,
  shown: new Map(),
}));

const events = new EventSource('/_local/events');
const connection = document.querySelector('#connection');
events.addEventListener('open', () => {
  connection.textContent = '';
});
events.addEventListener('error', () => {
  connection.textContent = 'Not connected. Is npm start still running?';
});
events.addEventListener('message', ({ data }) => {
  const items = JSON.parse(data);
  const main = document.querySelector('main');
  const isFirst = main.getAttribute('aria-busy') === 'true';
  for (const pane of panes) update(pane, items[pane.name], isFirst);
  main.setAttribute('aria-busy', 'false');
  hideWhatOthersSee();
});

function update({ list, name, shown }, items, isFirst) {
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const ids = new Set(items.map(({ id }) => id));
  for (const element of [...list.children]) {
    if (ids.has(element.id)) continue;
    shown.delete(element.id);
    element.remove();
  }
  for (const [index, { id, html }] of items.entries()) {
    if (shown.get(id) === html) continue;
    const element = place(list, index, id, html);
    if (!isFirst) announce(element, !shown.has(id));
    shown.set(id, html);
  }
  document.querySelector(`[data-count="${name}"]`).textContent = items.length || '';
  if (name === 'slack' && wasAtEnd) list.scrollTop = list.scrollHeight;
}

/** Puts an item into its place, instead of its older self; what was open or focused there stays so, where it is left. */
function place(list, index, id, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  const element = template.content.firstElementChild;
  for (const time of element.querySelectorAll('time')) {
    const date = new Date(time.dateTime);
    time.textContent = clock.format(date);
    time.title = fullDate.format(date);
  }
  const old = document.getElementById(id);
  if (!old) {
    list.insertBefore(element, list.children[index] ?? null);
    return element;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  const open = Array.from(old.querySelectorAll('details[open]'), (details) => details.id);
  old.replaceWith(element);
  for (const detailsId of open) document.getElementById(detailsId)?.setAttribute('open', '');
  if (focused) {
    element.tabIndex = -1;
    (document.getElementById(focused) ?? element).focus();
  }
  return element;
}

/** Tells of it by colour, where it is new, and by voice. */
function announce(element, isNew) {
  element.classList.toggle('new', isNew);
  const text = element.querySelector('h3, .content > p:last-child')?.textContent ?? '';
  document.querySelector('#announcer').textContent = text.trim();
}

function hideWhatOthersSee() {
  for (const message of document.querySelectorAll('[data-visible-to]')) {
    const { visibleTo } = message.dataset;
    message.hidden = visibleTo !== '' && visibleTo !== actingAs.value;
  }
}

async function send(path, body) {
  problem.textContent = '';
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: actingAs.value, ...body }),
    });
    if (!response.ok) problem.textContent = (await response.json()).message;
  } catch {
    problem.textContent = 'That could not be sent. Is npm start still running?';
  }
}

async function press(button) {
  const { channel, ts } = button.closest('[data-ts]').dataset;
  button.setAttribute('aria-busy', 'true');
  await send('/_local/slack/press', { channel, ts, action_id: button.dataset.press });
  button.removeAttribute('aria-busy');
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-press], [data-command]');
  if (!button || button.getAttribute('aria-busy') === 'true') return;
  const { command, confirm } = button.dataset;
  if (command) return void send('/_local/slack/command', { text: command });
  if (!confirm) return void press(button);
  const dialog = document.getElementById(confirm);
  dialog.returnValue = '';
  dialog.addEventListener('close', () => dialog.returnValue === 'confirm' && press(button), { once: true });
  dialog.showModal();
});

composer?.addEventListener('submit', async (event) => {
  event.preventDefault();
  await send('/_local/slack/command', { text: composer.elements.text.value });
  if (problem.textContent === '') composer.elements.text.value = composer.elements.text.defaultValue;
});

actingAs?.addEventListener('change', hideWhatOthersSee);
