import { objectIn } from '../callback/json.ts';
import { failure } from '../invocation-log.ts';
import { wordingFor } from '../wording/index.ts';
import { type Delivered, textOf } from './activity.ts';
import { ASK, DECIDE } from './card/decide-actions.ts';
import { DELEGATE } from './card/delegate-actions.ts';
import { type InvokeAnswer, refuse } from './invoke-answer.ts';
import { CANCEL, SEND_FORM } from './names.ts';
import type { TeamsPorts } from './ports.ts';
import { decide } from './press.ts';

/** The HTTP answer to an activity. Only an `invoke` has a body. */
export interface Answer {
  readonly status: number;
  readonly body?: InvokeAnswer;
}

/**
 * Gives an activity to its listener. Activities that need nothing are accepted. Most activities are presses, so the code for all
 * others is loaded when it is needed.
 */
export async function route(activity: Delivered, ports: TeamsPorts): Promise<Answer> {
  if (activity.type === 'conversationUpdate') {
    const { greet } = await import('./installed.ts');
    await greet(activity, ports);
  }
  if (activity.type === 'message') {
    const { answerMessage } = await import('./commands/subcommands.ts');
    await answerMessage(activity, ports);
  }
  if (activity.type !== 'invoke') return { status: 200 };
  // What a bot does not know (Bot Framework: "Activity schema", invoke).
  if (activity.name !== 'adaptiveCard/action') return { status: 501 };
  try {
    return { status: 200, body: await press(activity, ports) };
  } catch (error) {
    // Any other status would show only that something went wrong.
    ports.note(failure(error));
    return { status: 200, body: refuse('ServiceError', wordingFor(ports.locale).chat.failed()) };
  }
}

/** Gives a pressed button to its listener, by its verb. */
async function press(activity: Delivered, ports: TeamsPorts): Promise<InvokeAnswer> {
  const action = objectIn(activity.value.action);
  const data = objectIn(action.data);
  const verb = textOf(action.verb);
  if (verb === DECIDE || verb === ASK || verb === DELEGATE) return decide(activity, ports);
  if (verb === CANCEL) {
    const { confirmCancel } = await import('./commands/cancel.ts');
    return confirmCancel(activity, data, ports);
  }
  if (verb === SEND_FORM) {
    const { sendRequestForm } = await import('./commands/request-form.ts');
    return sendRequestForm(activity, data, ports);
  }
  ports.note({ outcome: 'unknown_verb' });
  return refuse('BadRequest', wordingFor(ports.locale).chat.failed());
}
