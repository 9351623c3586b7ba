import { type Acting, type Actor, contextOf, userNamed } from './acting.ts';
import { type Block, type Control, controlsOf } from './block-ids.ts';
import { DeliveryError } from './delivery-error.ts';
import { type Filled, stateValues } from './form-values.ts';
import { messageActionBody, viewActionBody } from './interaction.ts';

/** A button, or what else can be acted on at once. */
interface Target extends Actor {
  readonly actionId: string;
  /** Needed only where several blocks have such an action. */
  readonly blockId?: string | undefined;
  /** What was filled in or chosen; the rest is as the app set it. */
  readonly values?: Filled | undefined;
}

export interface MessagePress extends Target {
  readonly channel: string;
  /** The message's. */
  readonly ts: string;
}

export interface ViewPress extends Target {
  /** Without one, the open modal, or else the home view. */
  readonly viewId?: string | undefined;
}

/** Acts on a message. */
export async function press(acting: Acting, { user: name, channel, ts, ...target }: MessagePress) {
  const { workspace, webApi, sender } = acting;
  const user = userNamed(workspace, name);
  const message = (await webApi.messages()).find((one) => one.channel === channel && one.ts === ts);
  if (!message) throw new DeliveryError('UnknownMessage', 'There is no such message.');
  const { blocks = [], thread_ts: threadTs, visible_to } = message;
  const control = findControl(blocks, target);
  const values = stateValues(blocks, target.values ?? {}, workspace.users);
  const original = { ts, isEphemeral: visible_to !== undefined };
  const responseUrl = webApi.responseUrl({ user: user.id, channel, threadTs, original });
  const context = await contextOf(acting, user);
  await sender.payload(messageActionBody({ message, control, values, responseUrl }, context));
}

/** Acts on the open modal or the home view. */
export async function pressInView(acting: Acting, { user: name, viewId, ...target }: ViewPress) {
  const { workspace, webApi, sender } = acting;
  const user = userNamed(workspace, name);
  const { modal, home } = webApi.views.of(user.id);
  const view = [modal, home].find((one) => one && (viewId === undefined || one.id === viewId));
  if (!view) throw new DeliveryError('UnknownView', 'There is no such view, or no longer.');
  const control = findControl(view.blocks, target);
  const values = stateValues(view.blocks, target.values ?? {}, workspace.users);
  await sender.payload(viewActionBody(view, control, values, await contextOf(acting, user, view.id)));
}

function findControl(
  blocks: readonly Block[],
  { actionId, blockId }: Pick<Target, 'actionId' | 'blockId'>,
): Control {
  const control = controlsOf(blocks).find(
    (one) => one.element.action_id === actionId && (blockId === undefined || one.blockId === blockId),
  );
  if (control) return control;
  throw new DeliveryError('UnknownAction', 'There is no such button, or no longer.');
}
