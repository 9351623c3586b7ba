import { type Acting, type Actor, actingPerson, contextOf } from './acting.ts';
import { DeliveryError } from './delivery-error.ts';
import { homeOpenedBody } from './home-opened.ts';
import { commandBody, shortcutBody } from './interaction.ts';
import { withMentions } from './mentions.ts';
import { type MessagePress, press, pressInView, type ViewPress } from './press.ts';
import { closeModal, type Submission, submit } from './submit.ts';
import type { ShownViews } from './views.ts';

/**
 * The actions of people in Slack. Each rejects with a {@link DeliveryError} if Slack would not allow the action, or if
 * the app fails to answer it.
 */
export interface Delivery {
  /** Presses a button, or makes a choice, in a message. */
  readonly press: (press: MessagePress) => Promise<void>;
  /** The same in the open modal or the home view. */
  readonly pressInView: (press: ViewPress) => Promise<void>;
  /** Submits a modal. Resolves to what the person sees afterwards: no modal, another modal, or errors in its fields. */
  readonly submit: (submission: Submission) => Promise<ShownViews>;
  /** Closes a modal without submitting it. */
  readonly closeModal: (submission: Submission) => Promise<void>;
  /**
   * Sends a slash command. `text` is the whole line; without a command in front, the app's first command is used. The
   * app's answer appears in the channel.
   */
  readonly command: (command: Actor & { text: string }) => Promise<void>;
  /** Uses a global shortcut of the app. */
  readonly shortcut: (shortcut: Actor & { callbackId: string }) => Promise<void>;
  /** Opens the app's home. */
  readonly openHome: (actor: Actor) => Promise<void>;
  /** The app's views that a person sees. */
  readonly views: (user?: string) => ShownViews;
}

/** Sends the actions of people to the app, and carries out the app's answers. */
export function createDelivery(acting: Acting): Delivery {
  const { workspace, webApi, sender, app, now } = acting;

  async function command({ text, ...actor }: Actor & { text: string }): Promise<void> {
    const user = actingPerson(workspace, actor);
    const [command, parameters] = splitCommand(text.trim(), app.commands);
    if (!app.commands.includes(command)) {
      const known = app.commands.join(', ');
      throw new DeliveryError('UnknownCommand', `${command} is not a command here. Use ${known}.`);
    }
    const target = { user: user.id, channel: workspace.channel.id };
    const typed = {
      command,
      text: withMentions(parameters, workspace),
      responseUrl: webApi.responseUrl(target),
    };
    const answer = await sender.form(commandBody(typed, contextOf(acting, user)));
    const result = answer && (await webApi.respond(target, answer));
    if (result?.ok === false) {
      throw new DeliveryError('EndpointFailed', `Slack refused the answer: ${result.error}.`);
    }
  }

  async function shortcut({ callbackId, ...actor }: Actor & { callbackId: string }): Promise<void> {
    const user = actingPerson(workspace, actor);
    if (!app.shortcuts.some((one) => one.callbackId === callbackId)) {
      throw new DeliveryError('UnknownShortcut', `There is no shortcut “${callbackId}”.`);
    }
    await sender.payload(shortcutBody(callbackId, contextOf(acting, user)));
  }

  async function openHome(actor: Actor): Promise<void> {
    const user = actingPerson(workspace, actor);
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
    views: (user) => webApi.views.of(actingPerson(workspace, { user }).id),
  };
}

function splitCommand(
  text: string,
  [defaultCommand = '']: readonly string[],
): [command: string, parameters: string] {
  if (!text.startsWith('/')) return [defaultCommand, text];
  const [command = ''] = text.split(/\s/, 1);
  return [command, text.slice(command.length).trim()];
}
