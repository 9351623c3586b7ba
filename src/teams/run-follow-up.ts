import { inOneLine } from '../invocation-log.ts';
import { wordingFor } from '../wording/index.ts';
import { type Delivered, readActivity } from './activity.ts';
import { chatWith } from './chat-with.ts';
import { portsUntilDeadline } from './deadline.ts';
import type { FollowUp } from './follow-up.ts';
import { placeIn } from './message-reference.ts';
import { TEAMS } from './names.ts';
import type { EndpointPorts } from './ports.ts';
import { pressCard } from './press-card.ts';
import { mentioning, type TextMessage, textMessage } from './text-message.ts';

/** The next round must begin within this time after the press. */
const NEXT_ROUND_WITHIN_MS = 55_000;
/** A vote that Lambda delivers later is not given: the person would not expect it any more. */
const VOTE_WITHIN_MS = 60_000;
/** The function has 75 seconds. */
const FOLLOW_UP_WITHIN_MS = 70_000;
const HISTORY_WITHIN_MS = 8_000;

/** Makes a press again until the next round takes it, and tells the person privately what came of it. */
export function runFollowUp({ activity: raw, at }: FollowUp, ports: EndpointPorts): Promise<void> {
  return inOneLine('teams_follow_up', ports, async (note) => {
    const activity = readActivity(raw);
    if (!activity) throw new TypeError('the follow-up has no activity');
    note({ user_id: activity.from?.aadObjectId });
    if (ports.now() - at > VOTE_WITHIN_MS) {
      const { chat, page } = wordingFor(ports.locale);
      note({ level: 'warn', outcome: 'late' });
      const text = chat.refused(page.reasons.NextRoundPending);
      await tellPrivately(activity, textMessage(undefined, text, ports.locale), ports);
      return;
    }
    const deadline = ports.timeout(FOLLOW_UP_WITHIN_MS);
    const times = {
      at: new Date(at),
      historyWithinMs: HISTORY_WITHIN_MS,
      nextRoundWithinMs: Math.max(0, at + NEXT_ROUND_WITHIN_MS - ports.now()),
    };
    const untilDeadline = portsUntilDeadline(ports, { deadline, note, progress: {} });
    const { verdict, approval, text } = await pressCard(activity, times, untilDeadline);
    const locale = verdict.payload?.context?.locale ?? ports.locale;
    await tellPrivately(activity, textMessage(approval?.request.title, text, locale), ports);
  });
}

/**
 * Tells the person who pressed in the personal chat, if the app is installed for this person; otherwise by a reply to the card,
 * which mentions the person. An error is logged: the vote stays as it is.
 */
async function tellPrivately(
  activity: Delivered,
  message: TextMessage,
  { connector, log }: Pick<EndpointPorts, 'connector' | 'log'>,
): Promise<void> {
  const { from } = activity;
  if (!from) return;
  try {
    const chat = await chatWith(from.aadObjectId ?? from.id, { connector });
    if (chat) await connector.send(chat, message);
    else
      await connector.send(placeIn(activity), mentioning([{ id: from.id, name: from.name ?? '' }], message));
  } catch (error) {
    log({ level: 'error', event: 'reply_failed', surface: TEAMS, error });
  }
}
