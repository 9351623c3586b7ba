import { objects } from '../json.ts';
import { type Block, type Control, controlsOf } from './block-ids.ts';
import { DeliveryError } from './delivery-error.ts';
import { findUser } from './find-user.ts';
import type { Workspace } from './workspace.ts';

/**
 * The values that a person filled in, by block id and action id. A value is a text, a number, a date such as `2026-11-28`, the
 * value of an option, the id or handle of a user, the id or name of the channel, or a list of these if the element takes
 * several. A field that is left out keeps its initial value.
 */
export type Filled = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** The values as Slack sends them to the app (Slack: "view_submission payload"), by block id and action id. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** The people and the channel that a person can choose. */
type Directory = Pick<Workspace, 'users' | 'channel'>;

/**
 * The state of every control that can be filled in.
 *
 * @throws {DeliveryError} if `filled` names a field, an option, a person or a channel that does not exist
 */
export function stateValues(blocks: readonly Block[], filled: Filled, directory: Directory): StateValues {
  const controls = controlsOf(blocks);
  refuseUnknownFields(filled, controls);
  const values: Record<string, Record<string, Block>> = {};
  for (const { blockId, element } of controls) {
    const actionId = String(element.action_id);
    const state = stateOf(element, filled[blockId]?.[actionId], directory);
    if (!state) continue;
    values[blockId] ??= {};
    values[blockId][actionId] = state;
  }
  return values;
}

/** The state of one control. Undefined for a control without one, such as a button. */
function stateOf(
  element: Block,
  filled: string | readonly string[] | undefined,
  { users, channel }: Directory,
): Block | undefined {
  const { type } = element;
  const option = (value: string) => optionOf(element, value);
  const person = (name: string) => findUser(users, name).id;
  switch (type) {
    case 'plain_text_input':
    case 'number_input':
      return { type, value: one(filled, String, element.initial_value) };
    case 'datepicker':
      return { type, selected_date: one(filled, String, element.initial_date) };
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: one(filled, option, element.initial_option) };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: many(filled, option, element.initial_options) };
    case 'users_select':
      return { type, selected_user: one(filled, person, element.initial_user) };
    case 'multi_users_select':
      return { type, selected_users: many(filled, person, element.initial_users) };
    case 'conversations_select':
      return {
        type,
        selected_conversation: one(filled, (name) => idOf(channel, name), element.initial_conversation),
      };
    default:
      return undefined;
  }
}

function one<T>(
  filled: string | readonly string[] | undefined,
  read: (value: string) => T,
  initial: unknown,
): T | unknown {
  if (filled === undefined) return initial ?? null;
  const value = typeof filled === 'string' ? filled : (filled[0] ?? '');
  return value === '' ? null : read(value);
}

function many<T>(
  filled: string | readonly string[] | undefined,
  read: (value: string) => T,
  initial: unknown,
): T[] | unknown {
  if (filled === undefined) return initial ?? [];
  return [filled]
    .flat()
    .filter((value) => value !== '')
    .map(read);
}

/** @throws {DeliveryError} if the element has no option with this value */
export function optionOf({ options }: Block, value: string): Block {
  const found = objects(options).find((option) => option.value === value);
  if (found) return found;
  throw new DeliveryError('UnknownField', `There is no option “${value}”.`);
}

function idOf(channel: Workspace['channel'], name: string): string {
  if (name === channel.id || name === channel.name) return channel.id;
  throw new DeliveryError('UnknownField', `There is no channel “${name}”.`);
}

function refuseUnknownFields(filled: Filled, controls: readonly Control[]): void {
  for (const [blockId, actions] of Object.entries(filled)) {
    for (const actionId of Object.keys(actions)) {
      const isThere = controls.some((one) => one.blockId === blockId && one.element.action_id === actionId);
      if (!isThere)
        throw new DeliveryError('UnknownField', `There is no field “${blockId}” / “${actionId}”.`);
    }
  }
}
