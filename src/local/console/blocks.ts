import { html } from 'hono/html';
import { isObject } from '../../callback/json.ts';
import { type Html, type Names, renderMrkdwn, renderPlainText } from './mrkdwn.ts';

type Block = Readonly<Record<string, unknown>>;

/** Block Kit blocks as HTML: those of messages; others are named. */
export function renderBlocks(blocks: readonly Block[], names: Names, messageId: string) {
  return blocks.map((block) => renderBlock(block, names, messageId));
}

function renderBlock(block: Block, names: Names, messageId: string) {
  switch (block.type) {
    case 'header':
      return html`<h3>${renderText(block.text, names)}</h3>`;
    case 'section':
      return html`${isObject(block.text) ? html`<p>${renderText(block.text, names)}</p>` : ''}
        ${list(block.fields).length > 0 ? html`<div class="fields">${list(block.fields).map((field) => html`<p>${renderText(field, names)}</p>`)}</div>` : ''}`;
    case 'context':
      return html`<p class="context">${list(block.elements).map((element) => html`<span>${renderText(element, names)}</span> `)}</p>`;
    case 'divider':
      return html`<hr>`;
    case 'actions':
      return html`<div class="actions">${list(block.elements).map((element, index) => renderButton(element, names, `${messageId}-${String(block.block_id)}-${index}`))}</div>`;
    default:
      return html`<p class="context">(a block of the type ${String(block.type)}, which is not shown here)</p>`;
  }
}

function renderText(object: unknown, names: Names): Html | '' {
  if (!isObject(object) || typeof object.text !== 'string') return '';
  return object.type === 'mrkdwn'
    ? renderMrkdwn(object.text, names)
    : renderPlainText({ text: object.text, emoji: object.emoji });
}

/** A button, a link where it has a URL, and the dialog that it asks with before. */
function renderButton(button: Block, names: Names, id: string) {
  const { action_id, style, url, confirm } = button;
  const text = renderText(button.text, names);
  const tone = style === 'primary' || style === 'danger' ? style : '';
  if (typeof url === 'string' && /^https?:/i.test(url)) {
    return html`<a class="button ${tone}" href="${url}" target="_blank" rel="noopener noreferrer" data-press="${String(action_id)}">${text}</a>`;
  }
  if (!isObject(confirm)) {
    return html`<button type="button" id="${id}" class="button ${tone}" data-press="${String(action_id)}">${text}</button>`;
  }
  const dialogTone = confirm.style === 'danger' ? 'danger' : 'primary';
  return html`<button type="button" id="${id}" class="button ${tone}" data-press="${String(action_id)}" data-confirm="${id}-confirm">${text}</button>
    <dialog id="${id}-confirm" aria-labelledby="${id}-title">
      <form method="dialog">
        <h3 id="${id}-title">${renderText(confirm.title, names)}</h3>
        <p>${renderText(confirm.text, names)}</p>
        <div class="actions">
          <button class="button" value="deny">${renderText(confirm.deny, names)}</button>
          <button class="button ${dialogTone}" value="confirm">${renderText(confirm.confirm, names)}</button>
        </div>
      </form>
    </dialog>`;
}

function list(value: unknown): Block[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
