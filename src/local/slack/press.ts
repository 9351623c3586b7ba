import { type Acting, type Actor, actingPerson, contextOf } from './acting.ts';
import { type Block, type Control, controlsOf } from './block-ids.ts';
import { DeliveryError } from './delivery-error.ts';
import { type Filled, optionOf, stateValues } from './form-values.ts';
import { messageActionBody, viewActionBody } from './interaction.ts';

/** A button, an option of an overflow menu, or a choice that takes effect at once. */
interface Target extends Actor {
  readonly actionId: string;
  /** Needed only if several blocks have an action with this id. */
  readonly blockId?: string | undefined;
  /** The value of the option, in an overflow menu. */
  readonly option?: string | undefined;
  /** What the person filled in or chose. All other fields keep their initial values. */
  readonly values?: Filled | undefined;
}

export interface MessagePress extends Target {
  readonly channel: string;
  /** The timestamp that identifies the message. */
  readonly ts: string;
}

export interface ViewPress extends Target {
  /** By default the open modal, or the home view if no modal is open. */
  readonly viewId?: string | undefined;
}

/** Presses a button or an option of a menu, or makes a choice, in a message. */
export async function press(acting: Acting, { channel, ts, ...target }: MessagePress) {
  const { workspace, webApi, sender } = acting;
  const user = actingPerson(workspace, target);
  const message = webApi.message(ts);
  if (message?.channel !== channel) throw new DeliveryError('UnknownMessage', 'This message does not exist.');
  const { blocks = [], thread_ts: threadTs, visible_to } = message;
  const control = findControl(blocks, target);
  const values = stateValues(blocks, target.values ?? {}, workspace);
  const original = { ts, isEphemeral: visible_to !== undefined };
  const responseUrl = webApi.responseUrl({ user: user.id, channel, threadTs, original });
  const context = contextOf(acting, user);
  await sender.payload(messageActionBody({ message, control, values, responseUrl }, context));
}

/** Presses a button or an option of a menu, or makes a choice, in the open modal or the home view. */
export async function pressInView(acting: Acting, { viewId, ...target }: ViewPress) {
  const { workspace, webApi, sender } = acting;
  const user = actingPerson(workspace, target);
  const { modal, home } = webApi.views.of(user.id);
  const view = [modal, home].find((one) => one && (viewId === undefined || one.id === viewId));
  if (!view) throw new DeliveryError('UnknownView', 'This view does not exist or is closed.');
  const control = findControl(view.blocks, target);
  const values = stateValues(view.blocks, target.values ?? {}, workspace);
  await sender.payload(viewActionBody(view, control, values, contextOf(acting, user, view.id)));
}

function findControl(
  blocks: readonly Block[],
  { actionId, blockId, option }: Pick<Target, 'actionId' | 'blockId' | 'option'>,
): Control {
  const control = controlsOf(blocks).find(
    (one) => one.element.action_id === actionId && (blockId === undefined || one.blockId === blockId),
  );
  if (control) return withOption(control, option);
  throw new DeliveryError('UnknownAction', 'This button does not exist or is gone.');
}

/** An overflow menu with the chosen option, which is no part of the state: the menu keeps no choice. */
function withOption({ blockId, element }: Control, option: string | undefined): Control {
  if (element.type !== 'overflow') return { blockId, element };
  return { blockId, element: { ...element, selected_option: optionOf(element, option ?? '') } };
}
