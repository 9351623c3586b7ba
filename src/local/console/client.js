/** Shows the server's events, and sends the person's actions to the server. */

import { valuesOf } from './fields.js';
import { showModal, updateModals } from './modal.js';
import { hideWhatOthersSee, updatePanes } from './panes.js';
import { onOtherUser, send } from './send.js';
import './teams.js';

const main = document.querySelector('main');
const composer = document.querySelector('#composer');
const places = document.querySelector('#slack .places');

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
  const isFirst = main.getAttribute('aria-busy') === 'true';
  updatePanes(items, isFirst);
  updateModals(items.modals);
  main.setAttribute('aria-busy', 'false');
  if (isFirst) showLinkedMessage();
});

/** Sends a pressed button or a choice in a message or a view. */
async function press(element, actionId) {
  const root = element.closest('[data-ts], [data-view]');
  const { channel, ts, view } = root.dataset;
  const { block, option } = element.dataset;
  const place = view === undefined ? { channel, ts } : { view_id: view };
  const problem = root.closest('#modal') ? document.querySelector('#modal-error') : undefined;
  element.setAttribute('aria-busy', 'true');
  const target = { ...place, block_id: block, action_id: actionId, option, values: valuesOf(root) };
  await send('press', target, problem);
  element.removeAttribute('aria-busy');
}

/** Opens the confirmation dialog of a button, and sends the press if the person confirms. */
function ask(button) {
  const dialog = document.getElementById(button.dataset.confirm);
  dialog.returnValue = '';
  dialog.addEventListener(
    'close',
    () => dialog.returnValue === 'confirm' && press(button, button.dataset.press),
    {
      once: true,
    },
  );
  dialog.showModal();
}

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-press], [data-command], [data-shortcut], [data-answer], [data-start]');
  if (!button || button.getAttribute('aria-busy') === 'true') return;
  const { command, shortcut, confirm, answer, start } = button.dataset;
  if (answer !== undefined) return void button.closest('dialog').close(button.value);
  if (command) return void send('command', { text: command });
  if (start) return void send('start', { example: start }, undefined, 'executions');
  if (shortcut) return void send('shortcut', { callback_id: shortcut });
  if (confirm) return void ask(button);
  void press(button, button.dataset.press);
});

document.addEventListener('change', ({ target }) => {
  const field = target.closest('[data-choose]');
  if (field) void press(field, field.dataset.action);
});

composer?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { text } = composer.elements;
  if (await send('command', { text: text.value })) text.value = text.defaultValue;
});

/** Tells the app that its home was opened: it then publishes a new home view. */
function openHome() {
  if (places.querySelector(':checked').value === 'home') void send('home', {});
}

places?.addEventListener('change', openHome);
onOtherUser(() => {
  hideWhatOthersSee();
  showModal();
  openHome();
});

/** Shows the message of a permalink: the hash is the id of the message. */
function showLinkedMessage() {
  const message = document.getElementById(location.hash.slice(1));
  if (!message?.matches('.message')) return;
  for (const place of ['slack', 'channel']) document.querySelector(`input[value="${place}"]`).checked = true;
  message.tabIndex = -1;
  message.focus();
  message.classList.add('new');
}

window.addEventListener('hashchange', showLinkedMessage);
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href*="#message-"]');
  if (link?.origin !== location.origin) return;
  event.preventDefault();
  location.hash = link.hash;
  showLinkedMessage();
});
