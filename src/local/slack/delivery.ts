import { type Acting, type Actor, contextOf, userNamed } from './acting.ts';
import { DeliveryError } from './delivery-error.ts';
import { homeOpenedBody } from './home-opened.ts';
import { commandBody, shortcutBody } from './interaction.ts';
import { withMentions } from './mentions.ts';
import { type MessagePress, press, pressInView, type ViewPress } from './press.ts';
import { closeModal, type Submission, submit } from './submit.ts';
import type { ShownViews } from './views.ts';

/**
 * What people do in Slack. Each rejects with a {@link DeliveryError} where Slack would not let them, or where our
 * endpoint fails.
 */
export interface Delivery {
  /** Presses a button, or chooses something, in a message. */
  readonly press: (press: MessagePress) => Promise<void>;
  /** The same in the open modal or the home view. */
  readonly pressInView: (press: ViewPress) => Promise<void>;
  /** Submits a modal. Gives what the person sees then: nothing, another modal, or errors in its fields. */
  readonly submit: (submission: Submission) => Promise<ShownViews>;
  /** Closes a modal without submitting it. */
  readonly closeModal: (submission: Submission) => Promise<void>;
  /** Sends a slash command, `/approval start Ben`, or only what follows its name; its answer goes to the channel. */
  readonly command: (command: Actor & { text: string }) => Promise<void>;
  /** Uses a global shortcut of the app. */
  readonly shortcut: (shortcut: Actor & { callbackId: string }) => Promise<void>;
  /** Opens the app's home. */
  readonly openHome: (actor: Actor) => Promise<void>;
  /** What a person sees of the app, beside its messages. */
  readonly views: (user?: string) => ShownViews;
}

const COMMAND = '/approval';

/** Sends what people do in Slack to our endpoint, and does what that answers. */
export function createDelivery(acting: Acting): Delivery {
  const { workspace, webApi, sender, shortcuts, now } = acting;

  async function command({ user: name, text }: Actor & { text: string }): Promise<void> {
    const user = userNamed(workspace, name);
    const [command, parameters] = splitCommand(text.trim());
    if (command !== COMMAND) {
      throw new DeliveryError('UnknownCommand', `${command} is not a command here. Try ${COMMAND} help.`);
    }
    const target = { user: user.id, channel: workspace.channel.id };
    const typed = {
      command,
      text: withMentions(parameters, workspace),
      responseUrl: webApi.responseUrl(target),
    };
    const answer = await sender.form(commandBody(typed, await contextOf(acting, user)));
    const result = answer && (await webApi.respond(target, answer));
    if (result?.ok === false) {
      throw new DeliveryError('EndpointFailed', `Slack refused the answer: ${result.error}.`);
    }
  }

  async function shortcut({ user: name, callbackId }: Actor & { callbackId: string }): Promise<void> {
    const user = userNamed(workspace, name);
    if (!shortcuts.some((one) => one.callbackId === callbackId)) {
      throw new DeliveryError('UnknownShortcut', `There is no shortcut “${callbackId}”.`);
    }
    await sender.payload(shortcutBody(callbackId, await contextOf(acting, user)));
  }

  async function openHome({ user: name }: Actor): Promise<void> {
    const user = userNamed(workspace, name);
    await sender.json(homeOpenedBody(user, webApi.views.of(user.id).home, workspace, now()));
  }

  return {
    press: (one) => press(acting, one),
    pressInView: (one) => pressInView(acting, one),
    submit: (submission) => submit(acting, submission),
    closeModal: (submission) => closeModal(acting, submission),
    command,
    shortcut,
    openHome,
    views: (name) => webApi.views.of(userNamed(workspace, name).id),
  };
}

function splitCommand(text: string): [command: string, parameters: string] {
  if (!text.startsWith('/')) return [COMMAND, text];
  const [command = ''] = text.split(/\s/, 1);
  return [command, text.slice(command.length).trim()];
}
