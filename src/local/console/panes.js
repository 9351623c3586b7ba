/** Fills the panes with the server's items. The server makes and escapes all HTML. */

import { restoreValues, valuesOf } from './fields.js';
import { actingUser, paneOf } from './send.js';
import { renderCards } from './teams-cards.js';

const clock = new Intl.DateTimeFormat([], { timeStyle: 'medium' });
const fullDate = new Intl.DateTimeFormat([], { dateStyle: 'full', timeStyle: 'long' });

/** The lists that stay at their end when something is added. */
const FOLLOWED = ['slack', 'teams', 'chats'];

/** The list of each pane, and the HTML of each item that it shows. */
const panes = Array.from(document.querySelectorAll('[data-pane]'), (list) => ({
  list,
  name: list.dataset.pane,
  shown: new Map(),
}));

/** @param isFirst whether this is the first update after the page was opened: its items are not announced */
export function updatePanes(items, isFirst) {
  for (const pane of panes) update(pane, items[pane.name], isFirst);
  hideWhatOthersSee();
}

/** Hides the items that the acting person does not see, and counts the others. */
export function hideWhatOthersSee() {
  for (const element of document.querySelectorAll('[data-visible-to]')) {
    const { visibleTo } = element.dataset;
    element.hidden = !isVisible(visibleTo, actingUser(paneOf(element)));
  }
  for (const { list, name } of panes) {
    const count = document.querySelector(`[data-count="${name}"]`);
    if (count) count.textContent = list.querySelectorAll(':scope > :not([hidden])').length || '';
  }
}

/** @param visibleTo the ids of the people who see something, with spaces between them; empty if all people see it */
function isVisible(visibleTo, person) {
  return visibleTo === '' || visibleTo.split(' ').includes(person);
}

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
  if (FOLLOWED.includes(name) && wasAtEnd) list.scrollTop = list.scrollHeight;
}

/** Inserts an item, or replaces its old version. Open details, values of fields and the focus are kept. */
function place(list, index, id, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  const element = template.content.firstElementChild;
  for (const time of element.querySelectorAll('time')) {
    const date = new Date(time.dateTime);
    time.textContent = clock.format(date);
    time.title = fullDate.format(date);
  }
  renderCards(element);
  const old = document.getElementById(id);
  if (!old) {
    list.insertBefore(element, list.children[index] ?? null);
    return element;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement.id : '';
  const open = Array.from(old.querySelectorAll('details[open]'), (details) => details.id);
  restoreValues(element, valuesOf(old));
  old.replaceWith(element);
  for (const detailsId of open) document.getElementById(detailsId)?.setAttribute('open', '');
  if (focused) {
    element.tabIndex = -1;
    (document.getElementById(focused) ?? element).focus();
  }
  return element;
}

/** Highlights a new item, and announces it to screen readers if the acting person sees it. */
function announce(element, isNew) {
  element.classList.toggle('new', isNew);
  const actor = actingUser(paneOf(element));
  const { visibleTo = '', announce: summary = '' } = element.dataset;
  if (!isVisible(visibleTo, actor)) return;
  const answers = Array.from(element.querySelectorAll('.private-answer'));
  const answer = answers.find(({ dataset }) => dataset.visibleTo === actor)?.textContent;
  const text = element.querySelector('h3, .content > p:last-child')?.textContent ?? '';
  document.querySelector('#announcer').textContent = (answer || summary || text).trim();
}
