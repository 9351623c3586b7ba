import { isTaskGone, Refusal } from '../callback/errors.ts';
import { assertNotExpired } from '../callback/expiration.ts';
import { asDirect, type DirectPayload, type Payload, type TokenTask } from '../callback/payload.ts';
import { loadLanguage, wordingFor } from '../wording/index.ts';
import type { Vote } from './approval.ts';
import { historyOrNone } from './histories.ts';
import type { GetHistory } from './history.ts';
import { notAllowed, policyAt } from './policy.ts';
import { provenAnswer } from './record.ts';
import { resolutionOfOutcome } from './resolution.ts';
import { oneLine } from './text.ts';
import type { Press, PressPorts, Verdict } from './verdict.ts';
import { commentOf, isApproval, missingComment, outcomeOfVote, taken } from './vote.ts';

/**
 * Opens a payload and completes its task. The order is the same on every surface: Is the payload ours? Is it in time? May this
 * person decide? Is there a comment, if one is required? Is the task still waiting? With `decides: false`, the question after
 * the time is whether the approval has ended.
 *
 * Step Functions is the arbiter: the first press wins. The verdict on a press that is not accepted says how the approval ended
 * or, if it has not ended, why the press was not accepted. Never throws.
 *
 * Most presses are accepted without a look at the history, so the code that reads it is loaded when it is needed.
 *
 * @param toPress what the surface makes of the opened payload; it may refuse
 */
export async function press(
  sealed: string,
  toPress: (payload: Payload) => Press | Promise<Press>,
  ports: PressPorts,
): Promise<Verdict> {
  let payload: Payload | undefined;
  let pressed: Press | undefined;
  try {
    payload = await timed('open_ms', ports, () => ports.open(sealed));
    const { transactionId, context, action } = payload;
    ports.note({
      transaction_id: transactionId,
      execution: context?.execution,
      action: { name: action.name, type: action.type },
    });
    await loadLanguage(context?.locale);
    pressed = await toPress(payload);
    assertNotExpired(payload, ports.now());
    if (pressed.delegateTo) return await delegate(payload, pressed.delegateTo, pressed, ports);
    const ready = pressed.resolve ? await pressed.resolve() : asDirect(payload);
    return pressed.decides ? await decide(payload, ready, pressed, ports) : await look(ready, pressed, ports);
  } catch (error) {
    const { explainUnsent } = await explaining();
    return explainUnsent(error, payload, pressed, ports);
  }
}

const explaining = () => import('./explain.ts');
const inRounds = () => import('./press-round.ts');

/** The same ports, which read the history of an execution once, as it is after the task has changed. */
function readingOnce(ports: PressPorts): PressPorts {
  const { getHistory, log } = ports;
  if (!getHistory) return ports;
  let history: ReturnType<GetHistory> | undefined;
  const read: GetHistory = (execution, options) => {
    history ??= historyOrNone(execution, { getHistory, log }, { ...options, again: true });
    return history;
  };
  return { ...ports, getHistory: read };
}

async function look(payload: DirectPayload, pressed: Press, ports: PressPorts): Promise<Verdict> {
  if (needsHistory(payload)) return (await inRounds()).lookAtRound(payload, pressed, ports);
  const { recordedResolution } = await explaining();
  const resolution = await recordedResolution(payload, ports);
  if (resolution) {
    ports.note({ outcome: 'already_decided' });
    return { kind: 'ended', payload, resolution };
  }
  const refusal = await objectionTo(payload, pressed, ports);
  ports.note({ outcome: refusal?.code ?? 'asked' });
  return refusal ? { kind: 'refused', payload, refusal } : { kind: 'open', payload };
}

/** @param ready the payload with the action to send; for a post action, the body decides which */
async function decide(
  payload: Payload,
  ready: DirectPayload,
  pressed: Press,
  endpointPorts: PressPorts,
): Promise<Verdict> {
  const vote = voteOf(payload, pressed, endpointPorts.now());
  if (needsHistory(ready)) return (await inRounds()).voteInRound(ready, vote, pressed, endpointPorts);
  const ports = readingOnce(endpointPorts);
  const refusal = (await objectionTo(payload, pressed, ports)) ?? missingComment(payload, vote.comment);
  if (refusal) return (await explaining()).explainUnsent(refusal, payload, pressed, endpointPorts);
  const outcome = await provenAnswer(outcomeOfVote(ready, vote), ready, ports);
  try {
    await timed('complete_ms', ports, () => ports.completeTask(ready, outcome));
  } catch (error) {
    const { explainUndecided, tokenOfNextAttempt } = await explaining();
    const token = isTaskGone(error) ? await tokenOfNextAttempt(payload, ports) : undefined;
    if (token !== undefined)
      return decide({ ...payload, token }, { ...ready, token }, pressed, endpointPorts);
    return explainUndecided(error, { payload, ready, vote }, ports);
  }
  ports.note(taken(ready, vote));
  const resolution = isApproval(payload) ? resolutionOfOutcome(outcome, vote.at) : undefined;
  const { response } = ready.action;
  return {
    kind: 'taken',
    payload,
    ...(response && { response }),
    ...(resolution && { resolution: { ...resolution, vote } }),
  };
}

async function objectionTo(
  { context = {} }: Payload,
  { who, objection }: Press,
  { people, locale, now }: PressPorts,
): Promise<Refusal | undefined> {
  return (await notAllowed(policyAt(context, now()), who, people, context.locale ?? locale)) ?? objection?.();
}

/** @throws {Refusal} DelegationRefused if the request does not count votes */
async function delegate(
  payload: Payload,
  to: NonNullable<Press['delegateTo']>,
  pressed: Press,
  ports: PressPorts,
): Promise<Verdict> {
  const direct = asDirect(payload);
  if (needsHistory(direct)) {
    const { delegateInRound } = await import('./press-delegation.ts');
    return delegateInRound(direct, to, pressed, ports);
  }
  const { off } = wordingFor(payload.context?.locale ?? ports.locale).delegation;
  throw new Refusal('DelegationRefused', off);
}

/** Whether the history has the votes of other people, or what the answer asks for. */
function needsHistory(payload: DirectPayload): payload is DirectPayload & TokenTask {
  const { rounds, inputs } = payload.context ?? {};
  return (rounds === true || inputs === true) && 'token' in payload;
}

/** @param now milliseconds since 1970 */
function voteOf({ action, context }: Payload, { who, via, comment: typed, at }: Press, now: number): Vote {
  const comment = commentOf(typed);
  const name = who.name === undefined ? {} : { name: oneLine(who.name) };
  return {
    action: action.name,
    ...(context?.outcome && { outcome: context.outcome }),
    ...(context?.label !== undefined && { label: context.label }),
    who: { ...who, ...name },
    via,
    at: at ?? new Date(now),
    ...(comment !== undefined && { comment }),
  };
}

async function timed<T>(
  fact: 'open_ms' | 'complete_ms',
  { now, note }: PressPorts,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = now();
  try {
    return await work();
  } finally {
    note({ [fact]: now() - startedAt });
  }
}
