import { REFUSAL_CODES } from '../callback/errors.ts';
import { isObject, parseJson } from '../callback/json.ts';
import type { Outcome } from '../callback/outcome.ts';
import { outcomeOfAnswer } from './actions.ts';
import type { Resolution, Round } from './approval.ts';
import { readDecision } from './decision.ts';
import { readDelegation } from './delegation.ts';
import { EXPIRED, NEXT_ROUND } from './round-errors.ts';
import { severalLines } from './text.ts';

/** The errors whose message is written for people. */
const FOR_PEOPLE: ReadonlySet<unknown> = new Set(REFUSAL_CODES);

const STATUS = { approve: 'approved', reject: 'rejected', other: 'answered' } as const;

/** How an approval ends with this outcome; undefined for a heartbeat, which ends nothing. */
export function resolutionOfOutcome(outcome: Outcome, at: Date): Resolution | undefined {
  switch (outcome.type) {
    case 'success':
      return resolutionOfOutput(outcome.output, at);
    case 'failure':
      return resolutionOfError(outcome.error, outcome.cause, at);
    case 'heartbeat':
      return undefined;
  }
}

/** How a successful task ended, from its output. If the output has no vote, another program completed the task. */
export function resolutionOfOutput(output: unknown, at?: Date): Resolution {
  const vote = isObject(output) ? readDecision(output.decision) : undefined;
  const status = vote ? STATUS[outcomeOfAnswer(vote)] : 'approved';
  return { status, ...(vote && { vote }), ...(at && { at }) };
}

/** How a failed task ended, from its error and cause. */
export function resolutionOfError(
  error: string | undefined,
  cause: string | undefined,
  at?: Date,
): Resolution {
  // Other programs write a sentence.
  const written = parseJson(cause);
  const status = statusOf(error);
  const vote = status === 'rejected' && isObject(written) ? readDecision(written.decision) : undefined;
  const sentence = vote ? undefined : sentenceOf(written, cause);
  return {
    status,
    ...(vote && { vote }),
    ...(sentence && { cause: severalLines(sentence) }),
    ...(at && { at }),
  };
}

/** The vote or the delegation that began the next round; nothing for any other error. */
export function roundEnd(
  error: string | undefined,
  cause: string | undefined,
): Pick<Round, 'vote' | 'delegation'> {
  const written = error === NEXT_ROUND ? parseJson(cause) : undefined;
  if (!isObject(written)) return {};
  const vote = readDecision(written.decision);
  const delegation = readDelegation(written.delegation);
  return { ...(vote && { vote }), ...(delegation && { delegation }) };
}

function statusOf(error: string | undefined): Resolution['status'] {
  if (error === 'rejected') return 'rejected';
  if (error === 'States.Timeout' || error === 'States.HeartbeatTimeout' || error === EXPIRED)
    return 'expired';
  return 'failed';
}

/** The part of a cause that is for people: of JSON in the shape of Lambda's errors, the message of a vote or a refusal. */
function sentenceOf(written: unknown, cause: string | undefined): string | undefined {
  if (!isObject(written) || !('errorMessage' in written)) return cause;
  const isForPeople = FOR_PEOPLE.has(written.errorType) || readDecision(written.decision) !== undefined;
  return isForPeople ? String(written.errorMessage) : undefined;
}
