import { failure } from '../invocation-log.ts';
import { wordingFor } from '../wording/index.ts';
import { type Delivered, objectIn, textOf } from './activity.ts';
import { DECIDE } from './card/decide-actions.ts';
import { CANCEL, confirmCancel } from './commands/cancel.ts';
import { answerCommand } from './commands/command.ts';
import { SUBCOMMANDS } from './commands/subcommands.ts';
import { greet } from './installed.ts';
import { type InvokeAnswer, refuse } from './invoke-answer.ts';
import type { TeamsPorts } from './ports.ts';
import { decide } from './press.ts';

/** The HTTP answer to an activity. Only an `invoke` has a body. */
export interface Answer {
  readonly status: number;
  readonly body?: InvokeAnswer;
}

/** Gives an activity to its listener. Activities that need nothing are accepted. */
export async function route(activity: Delivered, ports: TeamsPorts): Promise<Answer> {
  if (activity.type === 'conversationUpdate') await greet(activity, ports);
  if (activity.type === 'message') await answerCommand(activity, SUBCOMMANDS, ports);
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
  if (verb === DECIDE) return decide(activity, data, ports);
  if (verb === CANCEL) return confirmCancel(activity, data, ports);
  ports.note({ outcome: 'unknown_verb' });
  return refuse('BadRequest', wordingFor(ports.locale).chat.failed());
}
