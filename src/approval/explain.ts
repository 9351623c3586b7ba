import { isTaskGone, Refusal, type RefusalCode } from '../callback/errors.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { failure } from '../invocation-log.ts';
import { type Approval, type Resolution, type Vote, withoutTokens } from './approval.ts';
import { historyOrNone } from './histories.ts';
import { isOwn, isSoonAfter, isThisVote } from './own-vote.ts';
import { approvalOfPayload, resolutionOfToken, tokenInstead } from './read-approvals.ts';
import { notPermitted } from './served.ts';
import type { Press, PressPorts, Verdict } from './verdict.ts';
import { isApproval, taken } from './vote.ts';

/** The refusals of a press whose approval may have ended before. */
const MAY_HAVE_ENDED: ReadonlySet<RefusalCode> = new Set([
  'AskedAgain',
  'CommentRequired',
  'ConfirmationRequired',
  'DelegationRefused',
  'ExpiredPayload',
  'InvalidInputs',
  'NotAllowed',
]);

/**
 * Explains why nothing was sent to Step Functions. If the approval has ended in the meantime, the answer says how it ended.
 *
 * @param pressed missing if the payload could not be opened
 */
export async function explainUnsent(
  error: unknown,
  payload: Payload | undefined,
  pressed: Press | undefined,
  ports: PressPorts,
): Promise<Verdict> {
  if (!(error instanceof Refusal)) {
    ports.note(failure(error));
    return { kind: 'failed', ...(payload && { payload }), error };
  }
  ports.note({ outcome: error.code });
  if (!payload) return { kind: 'refused', refusal: error };
  const mayHaveEnded = MAY_HAVE_ENDED.has(error.code);
  const { resolution, approval } = mayHaveEnded ? await recordedEnd(payload, ports) : {};
  if (!resolution) return { kind: 'refused', payload, refusal: error, ...(approval && { approval }) };
  // A person may open the link again after their own decision. It is then no refusal.
  const own =
    pressed &&
    error.code === 'ExpiredPayload' &&
    (await isOwn({ ...pressed, action: payload.action.name }, resolution, ports));
  return {
    kind: 'ended',
    payload,
    resolution,
    ...(approval && { approval }),
    ...(!own && { refusal: error }),
  };
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
  if (!resolution) return refusal ? { kind: 'ended', payload, refusal } : { kind: 'unsure', payload };
  return explainEnded(refusal, resolution, { payload, ready, vote }, ports);
}

/** @param refusal missing if the answer of Step Functions was lost */
async function explainEnded(
  refusal: Refusal | undefined,
  resolution: Resolution,
  { payload, ready, vote }: { payload: Payload; ready: DirectPayload; vote: Vote },
  ports: PressPorts,
): Promise<Verdict> {
  const { response } = ready.action;
  const accepted: Verdict = { kind: 'taken', payload, ...(response && { response }), resolution };
  if (!refusal && isThisVote(vote, resolution.vote)) {
    // The only log line that counts the vote.
    ports.note({ level: 'info', ...taken(ready, vote) });
    return accepted;
  }
  if (await isOwn(vote, resolution, ports)) {
    const isRepeated = isSoonAfter(vote, resolution);
    ports.note({ outcome: isRepeated ? 'repeated' : 'already_decided' });
    return isRepeated ? accepted : { kind: 'ended', payload, resolution };
  }
  // An output that is not an object cannot contain a vote. It may be the output of this press.
  if (!refusal && !resolution.vote && resolution.status === 'approved') return { kind: 'unsure', payload };
  return { kind: 'ended', payload, resolution, refusal: refusal ?? lostRefusal() };
}

/** The log facts of a refusal. An administrator needs the error of AWS to correct the deployment. */
function factsOf({ code, reason, cause }: Refusal) {
  return { outcome: code, reason, ...(code === 'NotPermitted' && { level: 'error' as const, error: cause }) };
}

/** Names the state machine in the sentence of NotPermitted, in the language of the request. A callback has none. */
function withMachine(refusal: Refusal, payload: Payload, { locale }: PressPorts): Refusal {
  const { context } = payload;
  if (refusal.code !== 'NotPermitted' || !('token' in payload) || context?.execution === undefined) {
    return refusal;
  }
  return notPermitted(context.execution, context.locale ?? locale, refusal);
}

/** What Step Functions must have answered. Its reason was lost with the answer. */
function lostRefusal(): Refusal {
  return new Refusal('StepFunctionsError', 'The task was already completed.');
}

/** How the approval behind a payload ended, according to the history; undefined if the history does not say it. */
export async function recordedResolution(
  payload: Payload,
  ports: PressPorts,
): Promise<Resolution | undefined> {
  return (await recordedEnd(payload, ports)).resolution;
}

/** The same, with the votes if more than one person has to answer, and with the inputs if the answer asks for them. */
async function recordedEnd(
  payload: Payload,
  ports: PressPorts,
): Promise<{ readonly resolution?: Resolution; readonly approval?: Approval }> {
  if (!('token' in payload)) return {};
  const { token, context: { rounds, inputs } = {} } = payload;
  const history = await recordedHistory(payload, ports);
  const resolution = resolutionOfToken(history, token);
  const approval = (rounds || inputs) && approvalOfPayload(payload, history, ports);
  return { ...(resolution && { resolution }), ...(approval && { approval: withoutTokens(approval) }) };
}

/**
 * The token of the attempt that asks now what the attempt behind a payload asked: its function crashed after it had sent a
 * message, and Step Functions tried again. The buttons of that message decide the same approval.
 */
export async function tokenOfNextAttempt(payload: Payload, ports: PressPorts): Promise<string | undefined> {
  if (!('token' in payload)) return undefined;
  return tokenInstead(await recordedHistory(payload, ports), payload.token);
}

async function recordedHistory(payload: Payload, { getHistory, log }: PressPorts) {
  const execution = payload.context?.execution;
  if (!getHistory || !execution || !isApproval(payload)) return [];
  return historyOrNone(execution, { getHistory, log }, { since: payload.since });
}
