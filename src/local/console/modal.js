/** Shows the open modal of the acting person. Only the server opens and closes modals. */

import { restoreValues, valuesOf } from './fields.js';
import { actingUser, send } from './send.js';

const dialog = document.querySelector('#modal');
const content = document.querySelector('#modal-content');
const problem = document.querySelector('#modal-error');

/** The open modals of all people, and the HTML of the modal that is shown. */
let modals = [];
let shown = '';

export function updateModals(items) {
  modals = items;
  showModal();
}

/** Shows the current modal of the person who acts now, or closes the dialog. */
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

/** Replaces the HTML. If it is the same view as before, its fields keep their values, and the focus stays. */
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

// The Escape key closes the modal, but not if it closes a confirmation dialog inside the modal.
dialog?.addEventListener('cancel', (event) => {
  if (event.target !== dialog) return;
  event.preventDefault();
  void sendForm('close');
});
