/** Shows the modal that the app has open for the acting person; only the server opens and closes it. */

import { restoreValues, valuesOf } from './fields.js';
import { actingUser, send } from './send.js';

const dialog = document.querySelector('#modal');
const content = document.querySelector('#modal-content');
const problem = document.querySelector('#modal-error');

/** The open modals of all people, and the HTML that is shown. */
let modals = [];
let shown = '';

export function updateModals(items) {
  modals = items;
  showModal();
}

/** Shows it, as it is now, to who acts now. */
export function showModal() {
  const { html = '' } = modals.find(({ user }) => user === actingUser()) ?? {};
  if (html === shown) return;
  shown = html;
  problem.textContent = '';
  if (html === '') {
    dialog.close();
    content.replaceChildren();
    return;
  }
  fill(html);
  if (!dialog.open) dialog.showModal();
  content.querySelector('[aria-invalid="true"]')?.focus();
}

/** What was typed into a view stays, where it has the same fields afterwards, and so does the focus. */
function fill(html) {
  const viewBefore = content.querySelector('[data-view]')?.dataset.view;
  const values = valuesOf(content);
  const focused = content.contains(document.activeElement) ? document.activeElement.id : '';
  content.innerHTML = html;
  if (content.querySelector('[data-view]').dataset.view !== viewBefore) return;
  restoreValues(content, values);
  if (focused) document.getElementById(focused)?.focus();
}

async function sendForm(path) {
  const form = content.querySelector('form');
  if (!form || form.getAttribute('aria-busy') === 'true') return;
  form.setAttribute('aria-busy', 'true');
  await send(path, { view_id: form.dataset.view, values: valuesOf(form) }, problem);
  form.removeAttribute('aria-busy');
}

dialog?.addEventListener('submit', (event) => {
  event.preventDefault();
  void sendForm('submit');
});

dialog?.addEventListener('click', ({ target }) => {
  if (target.closest('[data-close]')) void sendForm('close');
});

// The Escape key; of the dialog itself, not of one that asks about a button in it.
dialog?.addEventListener('cancel', (event) => {
  if (event.target !== dialog) return;
  event.preventDefault();
  void sendForm('close');
});
