import { html } from 'hono/html';
import { isObject, objects } from '../json.ts';
import type { Block, Control } from '../slack/block-ids.ts';
import { renderAttributes } from './attributes.ts';
import { elementId, type Surface } from './surface.ts';
import { plainText, renderText } from './text.ts';

/** How a control is labelled. It depends on the block that contains the control. */
export interface Labelling {
  /** The accessible name. Undefined if a visible label names the control. */
  readonly name?: string | undefined;
  readonly isRequired: boolean;
  readonly isInvalid: boolean;
  /** The ids of the elements that describe it, separated by spaces. */
  readonly describedBy: string;
  /** Whether a choice is sent at once. Otherwise it is sent when the form is submitted. */
  readonly isImmediate: boolean;
}

/** An option of a menu or of a group of inputs. */
interface Choice {
  readonly value: string;
  readonly text: ReturnType<typeof renderText>;
  readonly description?: ReturnType<typeof renderText>;
  readonly isChosen: boolean;
}

export function controlId({ blockId, element }: Control, { id }: Surface): string {
  return elementId(id, blockId, element.action_id);
}

/** Whether the control is a group of inputs. A `label` element cannot name a group. */
export function isGroup({ type }: Block): boolean {
  return /^(radio_buttons|checkboxes|multi_static_select|multi_users_select)$/.test(String(type));
}

/**
 * A field or a choice. client.js reads it by its data attributes. For an element of an unknown type, a note with the
 * type.
 */
export function renderControl(control: Control, surface: Surface, labelling: Labelling) {
  const { element } = control;
  switch (element.type) {
    case 'plain_text_input':
      return renderTextInput(control, surface, labelling);
    case 'number_input':
      // Not the type number: it would hide from Slack what is not a number.
      return renderInput(control, surface, labelling, { type: 'text', inputmode: 'decimal' });
    case 'datepicker':
      return renderInput(control, surface, labelling, { type: 'date' });
    case 'static_select':
    case 'users_select':
    case 'conversations_select':
      return renderMenu(control, surface, labelling);
    case 'radio_buttons':
      return renderChoices('radio', control, surface, labelling);
    case 'checkboxes':
    case 'multi_static_select':
    case 'multi_users_select':
      return renderChoices('checkbox', control, surface, labelling);
    default:
      return html`<p class="context">(an element of the type ${String(element.type)}, which is not shown here)</p>`;
  }
}

function renderTextInput(control: Control, surface: Surface, labelling: Labelling) {
  const { initial_value = '', multiline } = control.element;
  if (multiline !== true) return renderInput(control, surface, labelling, { type: 'text' });
  const attributes = inputAttributes(control, surface, labelling);
  // HTML parsers drop the first line break of a text area. This one protects a line break in the value.
  return html`<textarea rows="4"${renderAttributes(attributes)}>\n${String(initial_value)}</textarea>`;
}

/** @param kind the attributes that say what can be typed */
function renderInput(
  control: Control,
  surface: Surface,
  labelling: Labelling,
  kind: { readonly type: string; readonly inputmode?: string },
) {
  const { initial_value, initial_date } = control.element;
  const attributes = {
    ...kind,
    value: String(initial_value ?? initial_date ?? ''),
    ...inputAttributes(control, surface, labelling),
  };
  return html`<input${renderAttributes(attributes)}>`;
}

function inputAttributes(control: Control, surface: Surface, labelling: Labelling) {
  return {
    ...fieldAttributes(control, surface, labelling),
    'aria-required': labelling.isRequired && 'true',
    placeholder: plainText(control.element.placeholder),
    autocomplete: 'off',
  };
}

function renderMenu(control: Control, surface: Surface, labelling: Labelling) {
  const attributes = {
    ...fieldAttributes(control, surface, labelling),
    'aria-required': labelling.isRequired && 'true',
  };
  const placeholder = plainText(control.element.placeholder) ?? 'Choose…';
  return html`<select${renderAttributes(attributes)}>
      <option value="">${placeholder}</option>
      ${choicesOf(control.element, surface).map(
        ({ value, text, isChosen }) =>
          html`<option${renderAttributes({ value, selected: isChosen })}>${text}</option>`,
      )}
    </select>`;
}

function renderChoices(kind: 'radio' | 'checkbox', control: Control, surface: Surface, labelling: Labelling) {
  const { id, 'aria-invalid': invalid, ...attributes } = fieldAttributes(control, surface, labelling);
  const required = labelling.isRequired && 'true';
  const group =
    kind === 'radio'
      ? { role: 'radiogroup', 'aria-invalid': invalid, 'aria-required': required }
      : { role: 'group' };
  return html`<div class="choices"${renderAttributes({ id, ...group, ...attributes })}>
      ${choicesOf(control.element, surface).map(
        ({ value, text, description, isChosen }, index) => html`<label class="choice">
          <input${renderAttributes({ type: kind, name: id, id: `${id}-${index}`, value, checked: isChosen, 'aria-invalid': kind === 'checkbox' && invalid })}>
          <span>${text}${description ? html`<br><span class="context">${description}</span>` : ''}</span></label>`,
      )}
    </div>`;
}

function fieldAttributes(control: Control, surface: Surface, labelling: Labelling) {
  const { name, isInvalid, describedBy, isImmediate } = labelling;
  const id = controlId(control, surface);
  return {
    id,
    'data-field': true,
    'data-block': control.blockId,
    'data-action': String(control.element.action_id),
    'data-choose': isImmediate,
    'aria-label': name,
    'aria-labelledby': name === undefined && isGroup(control.element) ? `${id}-label` : undefined,
    'aria-describedby': describedBy || undefined,
    'aria-invalid': isInvalid ? 'true' : undefined,
  };
}

function choicesOf(element: Block, { people, names }: Surface): Choice[] {
  const chosen = initialValues(element);
  const listed = listedIn(element, people, names);
  if (listed) {
    return [...listed].map(([value, name]) => ({
      value,
      text: renderText({ text: name, emoji: false }, names),
      isChosen: chosen.includes(value),
    }));
  }
  return objects(element.options).map(({ value, text, description }) => ({
    value: String(value),
    text: renderText(text, names),
    description: renderText(description, names),
    isChosen: chosen.includes(String(value)),
  }));
}

/** The people or the channels of a menu that lists them: names by id. */
function listedIn({ type }: Block, people: Surface['people'], { channels }: Surface['names']) {
  if (type === 'conversations_select') return channels;
  return /users_select$/.test(String(type)) ? people : undefined;
}

function initialValues(element: Block): string[] {
  const { initial_option, initial_options, initial_user, initial_users, initial_conversation } = element;
  return [initial_option, initial_options, initial_user, initial_users, initial_conversation]
    .flat()
    .flatMap((one) => (isObject(one) ? [String(one.value)] : typeof one === 'string' ? [one] : []));
}
