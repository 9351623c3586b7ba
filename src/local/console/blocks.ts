import { html } from 'hono/html';
import { isObject, objects } from '../json.ts';
import type { Block } from '../slack/block-ids.ts';
import { renderButton, renderOverflow } from './button.ts';
import { controlId, isGroup, renderControl } from './control.ts';
import type { Surface } from './surface.ts';
import { plainText, renderText } from './text.ts';

/** Block Kit blocks of messages and views as HTML. For a block of an unknown type, a note with the type. */
export function renderBlocks(blocks: readonly Block[], surface: Surface) {
  return blocks.map((block) => renderBlock(block, surface));
}

function renderBlock(block: Block, surface: Surface) {
  const { names } = surface;
  switch (block.type) {
    case 'header':
      return html`<h3>${renderText(block.text, names)}</h3>`;
    case 'section':
      return renderSection(block, surface);
    case 'context':
      return html`<p class="context">${objects(block.elements).map((element) => html`<span>${renderText(element, names)}</span> `)}</p>`;
    case 'divider':
      return html`<hr>`;
    case 'actions':
      return html`<div class="actions">${objects(block.elements).map((element, index) => renderElement(block, element, index, surface))}</div>`;
    case 'input':
      return isObject(block.element) ? renderInput(block, block.element, surface) : '';
    default:
      return html`<p class="context">(a block of the type ${String(block.type)}, which is not shown here)</p>`;
  }
}

function renderSection(block: Block, surface: Surface) {
  const { names } = surface;
  const fields = objects(block.fields);
  const content = html`${isObject(block.text) ? html`<p>${renderText(block.text, names)}</p>` : ''}
        ${fields.length > 0 ? html`<div class="fields">${fields.map((field) => html`<p>${renderText(field, names)}</p>`)}</div>` : ''}`;
  if (!isObject(block.accessory)) return content;
  return html`<div class="with-accessory"><div>${content}</div>${renderElement(block, block.accessory, 0, surface)}</div>`;
}

/**
 * A button, the options of an overflow menu, or a choice that is sent at once. Such a choice has no label, so its placeholder is
 * its name.
 */
function renderElement(block: Block, element: Block, index: number, surface: Surface) {
  const control = { blockId: String(block.block_id ?? ''), element };
  if (element.type === 'button') return renderButton(control, index, surface);
  if (element.type === 'overflow') return renderOverflow(control, index, surface);
  const name = plainText(element.placeholder) ?? plainText(block.text) ?? 'Choose';
  return renderControl(control, surface, {
    name,
    isRequired: false,
    isInvalid: false,
    describedBy: '',
    isImmediate: true,
  });
}

/** A field of a form, with its label, its hint and its error. */
function renderInput(block: Block, element: Block, surface: Surface) {
  const { names, errors } = surface;
  const control = { blockId: String(block.block_id ?? ''), element };
  const id = controlId(control, surface);
  const error = Object.hasOwn(errors, control.blockId) ? errors[control.blockId] : undefined;
  const hint = renderText(block.hint, names);
  const label = html`${renderText(block.label, names)}${block.optional === true ? html` <span class="context">(optional)</span>` : ''}`;
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const isRequired = block.optional !== true;
  return html`<div class="field">
      ${isGroup(element) ? html`<span class="label" id="${id}-label">${label}</span>` : html`<label class="label" for="${id}">${label}</label>`}
      ${renderControl(control, surface, { isRequired, isInvalid: error !== undefined, describedBy, isImmediate: block.dispatch_action === true })}
      ${hint ? html`<p class="context" id="${id}-hint">${hint}</p>` : ''}
      ${error === undefined ? '' : html`<p class="error" id="${id}-error">${error}</p>`}
    </div>`;
}
