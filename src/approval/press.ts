import type { Refusal } from '../callback/errors.ts';
import { assertNotExpired } from '../callback/expiration.ts';
import { asDirect, type DirectPayload, type Payload } from '../callback/payload.ts';
import type { Person, Vote } from './approval.ts';
import { explainUndecided, explainUnsent, recordedResolution, taken } from './explain.ts';
import { notAllowed } from './policy.ts';
import { resolutionOfOutcome } from './resolution.ts';
import type { Press, PressPorts, Verdict } from './verdict.ts';
import { commentOf, isApproval, outcomeOfVote } from './vote.ts';

/**
 * Opens a payload and completes its task, in this order on every surface: is the payload ours, and in time; has the
 * approval ended, where that is only looked at; may this person decide; is the task still waiting. Step Functions is the
 * arbiter: the first press wins. A press that is not taken is told how the approval ended, if it has, and only otherwise
 * why it was not taken. Never throws.
 *
 * @param toPress what the surface makes of the opened payload; it may refuse
 */
export async function press(
  sealed: string,
  toPress: (payload: Payload) => Press,
  ports: PressPorts,
): Promise<Verdict> {
  let payload: Payload | undefined;
  try {
    payload = await timed('open_ms', ports, () => ports.open(sealed));
    const { transactionId, context, action } = payload;
    ports.note({
      transaction_id: transactionId,
      execution: context?.execution,
      action: { name: action.name, type: action.type },
    });
    const pressed = toPress(payload);
    assertNotExpired(payload, ports.now());
    const ready = pressed.resolve ? await pressed.resolve() : asDirect(payload);
    return pressed.decides ? await decide(payload, ready, pressed, ports) : await look(ready, pressed, ports);
  } catch (error) {
    return explainUnsent(error, payload, ports);
  }
}

async function look(payload: DirectPayload, { who }: Press, ports: PressPorts): Promise<Verdict> {
  const resolution = await recordedResolution(payload, ports);
  if (resolution) {
    ports.note({ outcome: 'already_decided' });
    return { kind: 'ended', payload, resolution };
  }
  const refusal = await objectionTo(payload, who, ports);
  ports.note({ outcome: refusal?.code ?? 'asked' });
  return refusal ? { kind: 'refused', payload, refusal } : { kind: 'open', payload };
}

/** @param ready the payload with the action that is sent: of a post action, what the body made of it */
async function decide(
  payload: Payload,
  ready: DirectPayload,
  pressed: Press,
  ports: PressPorts,
): Promise<Verdict> {
  const { who, via } = pressed;
  const refusal = await objectionTo(payload, who, ports);
  if (refusal) return explainUnsent(refusal, payload, ports);
  const comment = commentOf(pressed.comment);
  const at = new Date(ports.now());
  const vote: Vote = { action: payload.action.name, who, via, at, ...(comment !== undefined && { comment }) };
  const outcome = outcomeOfVote(ready, vote);
  try {
    await timed('complete_ms', ports, () => ports.completeTask(ready, outcome));
  } catch (error) {
    return explainUndecided(error, { payload, ready, vote }, ports);
  }
  ports.note(taken(ready, vote));
  const resolution = isApproval(payload) ? resolutionOfOutcome(outcome, at) : undefined;
  const { response } = ready.action;
  return {
    kind: 'taken',
    payload,
    ...(response && { response }),
    ...(resolution && { resolution: { ...resolution, vote } }),
  };
}

function objectionTo(
  { context = {} }: Payload,
  who: Person,
  { people, locale }: PressPorts,
): Promise<Refusal | undefined> {
  return notAllowed(context, who, people, context.locale ?? locale);
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
