import { mayCountLater, type Verdict } from '../approval/verdict.ts';
import { objectIn } from '../callback/json.ts';
import { wordingFor } from '../wording/index.ts';
import { type Delivered, textOf } from './activity.ts';
import { ASK } from './card/decide-actions.ts';
import { type InvokeAnswer, refuse, showCard, tell } from './invoke-answer.ts';
import { TEAMS } from './names.ts';
import type { TeamsPorts } from './ports.ts';
import { pressCard } from './press-card.ts';

/** How long a press waits for the execution history. */
const HISTORY_WITHIN_MS = 1_200;

/**
 * Decides with the sealed payload of a button, or shows the form of its answer. All people see a decision in the card at once; the
 * person who pressed also gets it as the answer. A vote that comes between two rounds goes on in a follow-up.
 */
export async function decide(activity: Delivered, ports: TeamsPorts): Promise<InvokeAnswer> {
  const at = new Date(ports.now());
  const { verdict, card, text } = await pressCard(
    activity,
    { at, historyWithinMs: HISTORY_WITHIN_MS, nextRoundWithinMs: 0 },
    ports,
  );
  const { verb, data } = objectIn(activity.value.action);
  const wording = wordingFor(verdict.payload?.context?.locale ?? ports.locale);
  if (verb !== ASK && mayCountLater(verdict) && (await isTriedLater(activity, at, ports))) {
    ports.note({ goes_on: true });
    return tell(wording.votes.triedAgain);
  }
  switch (verdict.kind) {
    case 'open':
    case 'refused': {
      const form = await formOf(verdict, objectIn(data));
      if (form) return showCard(form);
      // Without the inputs, the history of the request is not complete yet.
      return verdict.kind === 'open'
        ? refuse('HistoryUnavailable', wording.chat.tookLong)
        : refuse(verdict.refusal.code, text);
    }
    case 'later':
      return refuse(verdict.refusal.code, text);
    case 'failed':
      return refuse('ServiceError', text);
    case 'taken':
      return card ? showCard(card) : tell(text);
    default:
      return tell(text);
  }
}

/** The form that follows a press, if one does. Few presses need it, so its code is loaded then. */
async function formOf(verdict: Verdict, data: Readonly<Record<string, unknown>>) {
  if (verdict.kind === 'refused' && verdict.refusal.code !== 'InvalidInputs') return undefined;
  const { formAfter } = await import('./show-form.ts');
  return formAfter(verdict, textOf(data.payload) ?? '', data);
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
