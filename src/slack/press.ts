import { inTime } from '../approval/in-time.ts';
import { press } from '../approval/press.ts';
import type { Press, Verdict } from '../approval/verdict.ts';
import type { Payload } from '../callback/payload.ts';
import { refuseOutsider } from './access.ts';
import type { LaterPress } from './follow-up.ts';
import { SLACK } from './names.ts';
import type { SlackPerson } from './people.ts';
import { withEmail, withName } from './person-names.ts';
import type { SlackPorts } from './ports.ts';
import type { PressOrigin } from './press-origin.ts';

/** How long a press waits. */
interface TimeLimits {
  /** For the execution history. One that is slow is not logged as an error. */
  readonly historyWithinMs: number;
  /** For the next round, if another vote has just ended the last one. */
  readonly nextRoundWithinMs: number;
}

/** The user must have an answer within 3 seconds. A vote that comes between two rounds goes on in a follow-up. */
const AT_ONCE: TimeLimits = { historyWithinMs: 700, nextRoundWithinMs: 0 };
/** Slack has its answer. */
const IN_FOLLOW_UP: TimeLimits = { historyWithinMs: 8_000, nextRoundWithinMs: 55_000 };

/** A press of a button, or the submission of the modal that a button opened. */
interface SlackPress {
  readonly sealed: string;
  readonly who: SlackPerson;
  readonly origin: PressOrigin;
  /** What the user does with the opened payload. */
  readonly answer: (payload: Payload) => Answer | Promise<Answer>;
}

type Answer = Pick<Press, 'decides' | 'comment' | 'inputs' | 'delegateTo' | 'at'>;

/** Gives a press in Slack to the use case that all surfaces share. */
export function pressInSlack(given: SlackPress, ports: SlackPorts): Promise<Verdict> {
  return pressWith(AT_ONCE, given, ports);
}

/** Makes the same press again, and waits until the next round begins. The same press counts once, however often it comes. */
export function pressAgain(
  { sealed, who, comment, inputs, delegateTo, origin, at }: LaterPress,
  ports: SlackPorts,
): Promise<Verdict> {
  const answer = () => ({ decides: true, comment, inputs, delegateTo, at: new Date(at) });
  return pressWith(IN_FOLLOW_UP, { sealed, who, origin, answer }, ports);
}

function pressWith(
  { historyWithinMs, nextRoundWithinMs }: TimeLimits,
  { sealed, who, origin, answer }: SlackPress,
  ports: SlackPorts,
): Promise<Verdict> {
  // While the payload is opened, so that the name costs no time of its own.
  const named = withName(who, ports);
  const toPress = async (payload: Payload): Promise<Press> => {
    const answered = await answer(payload);
    return {
      who: answered.decides ? await knownAs(named, payload, ports) : who,
      via: SLACK,
      ...answered,
      ...(!isInChannel(origin) && { objection: () => refuseOutsider(payload, who.id, ports) }),
    };
  };
  return press(sealed, toPress, {
    ...ports,
    getHistory: (execution, options) =>
      inTime(ports.timeout(historyWithinMs), ports.getHistory(execution, options)),
    nextRoundWithinMs,
  });
}

/** The person with the name; also with the address, where votes of other surfaces may be of the same person. */
async function knownAs(
  named: Promise<SlackPerson>,
  { context }: Payload,
  ports: SlackPorts,
): Promise<SlackPerson> {
  const person = await named;
  return context?.rounds ? withEmail(person, ports) : person;
}

/**
 * Whether a person pressed in the message of the request in its channel. Slack sends the presses only of our own messages,
 * and only people who see the channel can press there. The only other places of our buttons are the home tab and direct
 * messages (`D…`).
 */
function isInChannel({ message }: PressOrigin): boolean {
  return message !== undefined && !message.channel.startsWith('D');
}
