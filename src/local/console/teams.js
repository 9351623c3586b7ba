/** What the person who looks does in the Teams pane, besides the buttons of cards. */

import { hideWhatOthersSee } from './panes.js';
import { onOtherUser, send } from './send.js';
import { renderCards } from './teams-cards.js';

const section = document.querySelector('#teams');
const composer = document.querySelector('#teams-composer');

const place = () => section.querySelector('[name="teams-place"]:checked').value;

composer?.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { text } = composer.elements;
  const sent = await send('say', { text: text.value, place: place() }, undefined, 'teams');
  if (sent) text.value = text.defaultValue;
});

section?.addEventListener('click', ({ target }) => {
  if (target.closest('[data-install]')) void send('install', { place: 'personal' }, undefined, 'teams');
});

onOtherUser(() => {
  // Each person has a screen of their own, without what others have opened or typed.
  for (const message of section.querySelectorAll('[data-activity]')) renderCards(message);
  hideWhatOthersSee();
}, 'teams');
