import { type Decision, decide } from '../approval/decision.ts';
import { assertMayDecide } from '../approval/policy.ts';
import { type Resolution, resolutionOfError } from '../approval/resolution.ts';
import type { Wording } from '../approval/wording/index.ts';
import { assertNotExpired } from '../callback/expiration.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { asDirect } from '../callback/resolve-action.ts';
import type { Actor } from './actor.ts';
import {
  alreadyEnded,
  explainUndecided,
  explainUnsent,
  type Outcome,
  recordedResolution,
  wordingOf,
} from './explain.ts';
import type { SlackPorts } from './ports.ts';

/** What came of a press. */
export interface Result extends Outcome {
  readonly wording: Wording;
  readonly payload?: Payload | undefined;
}

/** Completes the task behind a sealed payload in a person's name. Never throws. */
export async function decideInSlack(
  sealed: string,
  actor: Actor,
  comment: string | undefined,
  ports: SlackPorts,
): Promise<Result> {
  return withPayload(sealed, actor, ports, async (payload) => {
    const who = { via: 'slack', user_id: actor.id, by: actor.name, ...(comment && { comment }) } as const;
    const { completeTask, now, note } = ports;
    try {
      const decision = await decide(payload, who, { completeTask, now: now() });
      note({ outcome: 'accepted', decided: { via: 'slack', action: decision.action } });
      return { resolution: resolutionOf(payload, decision) };
    } catch (error) {
      return explainUndecided(error, payload, actor, ports);
    }
  });
}

/**
 * Whether this person could decide now, before they are asked for a reason. A history that takes long is not waited
 * for: what asks for the reason can be opened for 3 seconds only, and deciding checks again. Never throws.
 */
export async function checkInSlack(sealed: string, actor: Actor, ports: SlackPorts): Promise<Result> {
  return withPayload(sealed, actor, ports, async (payload) => {
    const resolution = await recordedResolution(payload, ports);
    ports.note({ outcome: resolution ? 'already_decided' : 'asked' });
    return resolution ? alreadyEnded(resolution, payload, ports) : {};
  });
}

async function withPayload(
  sealed: string,
  actor: Actor,
  ports: SlackPorts,
  work: (payload: DirectPayload) => Promise<Outcome>,
): Promise<Result> {
  let payload: Payload | undefined;
  try {
    payload = await ports.open(sealed);
    ports.note({ transaction_id: payload.transactionId, execution: payload.context?.execution });
    assertNotExpired(payload, ports.now());
    const { context = {} } = payload;
    const locale = context.locale ?? ports.locale;
    await assertMayDecide(context, { userId: actor.id }, locale, ports.directory);
    return { wording: wordingOf(payload, ports), payload, ...(await work(asDirect(payload))) };
  } catch (error) {
    return { wording: wordingOf(payload, ports), payload, ...(await explainUnsent(error, payload, ports)) };
  }
}

function resolutionOf({ action }: DirectPayload, decision: Decision): Resolution {
  const at = new Date(decision.at);
  if (action.type === 'failure') return { ...resolutionOfError(action.error, undefined, at), decision };
  return { status: 'approved', decision, at };
}
