/** Fills the panes from the server's items. All HTML is made, and escaped, there. */

import { restoreValues, valuesOf } from './fields.js';
import { actingUser } from './send.js';

const clock = new Intl.DateTimeFormat([], { timeStyle: 'medium' });
const fullDate = new Intl.DateTimeFormat([], { dateStyle: 'full', timeStyle: 'long' });

/** Each pane's list, and the HTML that each of its items was made of. */
const panes = Array.from(document.querySelectorAll('[data-pane]'), (list) => ({
  list,
  name: list.dataset.pane,
  shown: new Map(),
}));

/** @param isFirst whether nothing is news */
export function updatePanes(items, isFirst) {
  for (const pane of panes) update(pane, items[pane.name], isFirst);
  hideWhatOthersSee();
}

/** Shows what the acting person sees, and counts it. */
export function hideWhatOthersSee() {
  for (const element of document.querySelectorAll('[data-visible-to]')) {
    const { visibleTo } = element.dataset;
    element.hidden = visibleTo !== '' && visibleTo !== actingUser();
  }
  for (const { list, name } of panes) {
    const count = document.querySelector(`[data-count="${name}"]`);
    if (count) count.textContent = list.querySelectorAll(':scope > :not([hidden])').length || '';
  }
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
  if (name === 'slack' && wasAtEnd) list.scrollTop = list.scrollHeight;
}

/** Puts an item into its place, instead of its older self; what was open, filled in or focused there stays so. */
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
  restoreValues(element, valuesOf(old));
  old.replaceWith(element);
  for (const detailsId of open) document.getElementById(detailsId)?.setAttribute('open', '');
  if (focused) {
    element.tabIndex = -1;
    (document.getElementById(focused) ?? element).focus();
  }
  return element;
}

/** Tells of it by colour, where it is new, and by voice, where this person sees it. */
function announce(element, isNew) {
  element.classList.toggle('new', isNew);
  const { visibleTo = '' } = element.dataset;
  if (visibleTo !== '' && visibleTo !== actingUser()) return;
  const text = element.querySelector('h3, .content > p:last-child')?.textContent ?? '';
  document.querySelector('#announcer').textContent = text.trim();
}
