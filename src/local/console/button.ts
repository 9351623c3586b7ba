import { html } from 'hono/html';
import { isObject, objects } from '../json.ts';
import type { Control } from '../slack/block-ids.ts';
import { elementId, type Surface } from './surface.ts';
import { renderText } from './text.ts';

/** A button, or a link if it has a URL. If the button asks for confirmation, also its dialog. */
export function renderButton(
  { blockId, element }: Control,
  index: number,
  { id: surfaceId, names }: Surface,
) {
  const { action_id, style, url, confirm } = element;
  const id = elementId(surfaceId, blockId, index);
  const text = renderText(element.text, names);
  const tone = style === 'primary' || style === 'danger' ? style : '';
  const target = html`data-block="${blockId}" data-press="${String(action_id)}"`;
  if (typeof url === 'string' && /^https?:/i.test(url)) {
    return html`<a class="button ${tone}" href="${url}" target="_blank" rel="noopener noreferrer" ${target}>${text}</a>`;
  }
  if (!isObject(confirm)) {
    return html`<button type="button" id="${id}" class="button ${tone}" ${target}>${text}</button>`;
  }
  const dialogTone = confirm.style === 'danger' ? 'danger' : 'primary';
  // The dialog has no form: the button may be inside a form, and forms cannot be nested.
  return html`<button type="button" id="${id}" class="button ${tone}" ${target} data-confirm="${id}-confirm">${text}</button>
    <dialog id="${id}-confirm" class="confirm" aria-labelledby="${id}-title">
      <h3 id="${id}-title">${renderText(confirm.title, names)}</h3>
      <p>${renderText(confirm.text, names)}</p>
      <div class="actions">
        <button type="button" class="button" data-answer value="deny">${renderText(confirm.deny, names)}</button>
        <button type="button" class="button ${dialogTone}" data-answer value="confirm">${renderText(confirm.confirm, names)}</button>
      </div>
    </dialog>`;
}

/** A button for each option of an overflow menu: a menu that opens would be cut at the edge of its pane. */
export function renderOverflow({ blockId, element }: Control, index: number, surface: Surface) {
  const id = elementId(surface.id, blockId, index);
  const target = html`data-block="${blockId}" data-press="${String(element.action_id)}"`;
  return objects(element.options).map(
    ({ text, value }, place) =>
      html`<button type="button" id="${id}-${place}" class="button" ${target} data-option="${String(value)}">${renderText(text, surface.names)}</button>`,
  );
}
