import { type Decision, decide } from '../approval/decision.ts';
import { earlierResolution } from '../approval/earlier-resolution.ts';
import { assertMayDecide } from '../approval/policy.ts';
import { type Resolution, resolutionOfError } from '../approval/resolution.ts';
import { reasonOf, type Wording, wordingFor } from '../approval/wording/index.ts';
import { isTaskGone, Refusal } from '../callback/errors.ts';
import { assertNotExpired } from '../callback/expiration.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { asDirect } from '../callback/resolve-action.ts';
import { failure } from '../wide-line.ts';
import type { Actor } from './actor.ts';
import { deciderText, reasonText } from './blocks/status.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import type { SlackPorts } from './ports.ts';

/** What came of a press. */
export interface Result extends Outcome {
  readonly wording: Wording;
  readonly payload?: Payload | undefined;
}

interface Outcome {
  /** How the request ended: by this press, or before it. */
  readonly resolution?: Resolution;
  /** Why this press did not decide, as mrkdwn, for whoever pressed. */
  readonly refusal?: string;
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
    const decision = await decide(payload, who, { completeTask, now: now() });
    note({ outcome: 'accepted', decided: { via: 'slack', action: decision.action } });
    return { resolution: resolutionOf(payload, decision) };
  });
}

/** Whether this person could decide now, before they are asked for a reason. Never throws. */
export async function checkInSlack(sealed: string, actor: Actor, ports: SlackPorts): Promise<Result> {
  return withPayload(sealed, actor, ports, async (payload) => {
    const resolution = await earlierResolution(payload, ports);
    ports.note({ outcome: resolution ? 'already_decided' : 'asked' });
    return resolution ? alreadyEnded(resolution, wordingOf(payload, ports), ports.now()) : {};
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
    await assertMayDecide(
      payload.context ?? {},
      { userId: actor.id },
      localeOf(payload, ports),
      ports.directory,
    );
    return { wording: wordingOf(payload, ports), payload, ...(await work(asDirect(payload))) };
  } catch (error) {
    return { wording: wordingOf(payload, ports), payload, ...(await explain(error, payload, ports)) };
  }
}

function resolutionOf({ action }: DirectPayload, decision: Decision): Resolution {
  const at = new Date(decision.at);
  if (action.type === 'failure') return { ...resolutionOfError(action.error, undefined, at), decision };
  return { status: 'approved', decision, at };
}

async function explain(error: unknown, payload: Payload | undefined, ports: SlackPorts): Promise<Outcome> {
  const wording = wordingOf(payload, ports);
  const { page, slack } = wording;
  if (!(error instanceof Refusal)) {
    ports.note(failure(error));
    return { refusal: slack.failed };
  }
  ports.note({ outcome: error.code, reason: error.reason });
  if (!payload || !isTaskGone(error)) {
    return { refusal: escapeMrkdwn(slack.refused(reasonOf(error, wording))) };
  }
  const resolution = await earlierResolution(payload, ports);
  return resolution
    ? alreadyEnded(resolution, wording, ports.now())
    : { refusal: `${page.gone}. ${page.goneNote}` };
}

/** "Already approved by Ann by e-mail, 3 minutes ago." */
function alreadyEnded(resolution: Resolution, wording: Wording, now: number): Outcome {
  const { decision, cause, at, status } = resolution;
  const ago = at && wording.ago(now - at.getTime());
  const escaped = { status, ...(decision && { decision }), ...(cause && { cause: reasonText(cause) }) };
  return { refusal: wording.already(escaped, ago, deciderText(decision)), resolution };
}

function localeOf(payload: Payload | undefined, { locale }: SlackPorts): string {
  return payload?.context?.locale ?? locale;
}

function wordingOf(payload: Payload | undefined, ports: SlackPorts): Wording {
  return wordingFor(localeOf(payload, ports));
}
