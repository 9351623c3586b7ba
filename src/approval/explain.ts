import { isTaskGone, Refusal, type RefusalCode } from '../callback/errors.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { failure } from '../invocation-log.ts';
import type { Resolution, Vote } from './approval.ts';
import { notPermitted } from './execution.ts';
import { historyOrNone, resolutionOfToken } from './read-approvals.ts';
import type { PressPorts, Verdict } from './verdict.ts';
import { isApproval } from './vote.ts';

/** A surface may deliver the same press twice within seconds. A later press is a new one. */
const REPEATED_WITHIN_MS = 10_000;

/** The refusals of a press whose approval may have ended before. */
const MAY_HAVE_ENDED: ReadonlySet<RefusalCode> = new Set(['CommentRequired', 'ExpiredPayload', 'NotAllowed']);

/** Explains why nothing was sent to Step Functions. If the approval has ended in the meantime, the answer says how it ended. */
export async function explainUnsent(
  error: unknown,
  payload: Payload | undefined,
  ports: PressPorts,
): Promise<Verdict> {
  if (!(error instanceof Refusal)) {
    ports.note(failure(error));
    return { kind: 'failed', ...(payload && { payload }) };
  }
  ports.note({ outcome: error.code });
  if (!payload) return { kind: 'refused', refusal: error };
  const mayHaveEnded = MAY_HAVE_ENDED.has(error.code);
  const resolution = mayHaveEnded ? await recordedResolution(payload, ports) : undefined;
  if (!resolution) return { kind: 'refused', payload, refusal: error };
  return { kind: 'ended', payload, resolution, refusal: error };
}

/** Explains why Step Functions did not accept a vote. After any other error, the vote may have been accepted. */
export async function explainUndecided(
  error: unknown,
  { payload, ready, vote }: { payload: Payload; ready: DirectPayload; vote: Vote },
  ports: PressPorts,
): Promise<Verdict> {
  const refusal = error instanceof Refusal ? withMachine(error, payload, ports) : undefined;
  ports.note(refusal ? factsOf(refusal) : failure(error));
  if (refusal && !isTaskGone(refusal)) return { kind: 'refused', payload, refusal };
  const resolution = await recordedResolution(payload, ports);
  if (resolution && (await isRepeated(vote, resolution, ports))) {
    // If only the answer was lost, this is the only log line that counts the vote.
    ports.note(refusal ? { outcome: 'repeated' } : { level: 'info', ...taken(ready, vote) });
    const { response } = ready.action;
    return { kind: 'taken', payload, ...(response && { response }), resolution };
  }
  if (!refusal && !resolution) return { kind: 'unsure', payload };
  return { kind: 'ended', payload, ...(resolution && { resolution }), refusal: refusal ?? taskGone() };
}

/** The log facts of a refusal. An administrator needs the error of AWS to correct the deployment. */
function factsOf({ code, reason, cause }: Refusal) {
  return { outcome: code, reason, ...(code === 'NotPermitted' && { level: 'error' as const, error: cause }) };
}

/** Names the state machine in the sentence of NotPermitted, in the language of the request. */
function withMachine(refusal: Refusal, { context }: Payload, { locale }: PressPorts): Refusal {
  if (refusal.code !== 'NotPermitted' || context?.execution === undefined) return refusal;
  return notPermitted(context.execution, context.locale ?? locale, refusal.cause);
}

function taskGone(): Refusal {
  return new Refusal('StepFunctionsError', 'The task was already completed.');
}

/** Whether this same press ended the approval: it was delivered twice, or the answer to it was lost. */
async function isRepeated(
  { action, who, via, at }: Vote,
  { vote: first, at: endedAt }: Resolution,
  { people, log }: PressPorts,
): Promise<boolean> {
  if (!first || !endedAt || at.getTime() - endedAt.getTime() >= REPEATED_WITHIN_MS) return false;
  if (first.action !== action || first.via !== via) return false;
  try {
    return (await people.isSame(first.who, who)) === 'yes';
  } catch (error) {
    log({ level: 'warn', event: 'person_unknown', error });
    return false;
  }
}

/** The log facts of a press that was accepted. */
export function taken({ action }: DirectPayload, { via }: Vote) {
  // A heartbeat may be sent again and again.
  const decided = action.type !== 'heartbeat' && { decided: { via, action: action.name } };
  return { outcome: 'accepted', ...decided };
}

/** How the approval behind a payload ended, according to the history; undefined if the history does not say it. */
export async function recordedResolution(
  payload: Payload,
  { getHistory, log }: PressPorts,
): Promise<Resolution | undefined> {
  const execution = payload.context?.execution;
  if (!getHistory || !execution || !isApproval(payload) || !('token' in payload)) return undefined;
  return resolutionOfToken(await historyOrNone(execution, { getHistory, log }), payload.token);
}
