import { wordingFor } from '../wording/index.ts';
import { type Delivered, objectIn, textOf } from './activity.ts';
import { DECIDE } from './card/decide-actions.ts';
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
  if (activity.type !== 'invoke') return { status: 200 };
  // What a bot does not know (Bot Framework: "Activity schema", invoke).
  if (activity.name !== 'adaptiveCard/action') return { status: 501 };
  return { status: 200, body: await press(activity, ports) };
}

/** Gives a pressed button to its listener, by its verb. */
async function press(activity: Delivered, ports: TeamsPorts): Promise<InvokeAnswer> {
  const action = objectIn(activity.value.action);
  const data = objectIn(action.data);
  if (textOf(action.verb) === DECIDE) return decide(activity, data, ports);
  ports.note({ outcome: 'unknown_verb' });
  return refuse('BadRequest', wordingFor(ports.locale).chat.failed);
}
