import { wordingFor } from '../wording/index.ts';
import type { Delivered } from './activity.ts';
import { type InvokeAnswer, refuse, showCard, tell } from './invoke-answer.ts';
import { TEAMS } from './names.ts';
import type { TeamsPorts } from './ports.ts';
import { pressCard } from './press-card.ts';
import { mayCountLater } from './verdict-text.ts';

/** How long a press waits for the execution history. */
const HISTORY_WITHIN_MS = 1_200;

/**
 * Decides with the sealed payload of a button. All people see the result in the card at once; the person who pressed also gets
 * it as the answer. A vote that comes between two rounds goes on in a follow-up.
 */
export async function decide(activity: Delivered, ports: TeamsPorts): Promise<InvokeAnswer> {
  const at = new Date(ports.now());
  const { verdict, card, text } = await pressCard(
    activity,
    { at, historyWithinMs: HISTORY_WITHIN_MS, nextRoundWithinMs: 0 },
    ports,
  );
  if (mayCountLater(verdict) && (await isTriedLater(activity, at, ports))) {
    ports.note({ goes_on: true });
    return tell(wordingFor(verdict.payload?.context?.locale ?? ports.locale).votes.triedAgain);
  }
  switch (verdict.kind) {
    case 'later':
    case 'refused':
      return refuse(verdict.refusal.code, text);
    case 'failed':
      return refuse('ServiceError', text);
    case 'open':
    case 'taken':
      return card ? showCard(card) : tell(text);
    default:
      return tell(text);
  }
}

/** @returns false if the vote cannot be tried again: then the person is told to press again */
async function isTriedLater(
  { raw }: Delivered,
  at: Date,
  { followUp, log }: Pick<TeamsPorts, 'followUp' | 'log'>,
): Promise<boolean> {
  try {
    await followUp({ activity: raw, at: at.getTime() });
    return true;
  } catch (error) {
    log({ level: 'error', event: 'follow_up_failed', surface: TEAMS, error });
    return false;
  }
}
