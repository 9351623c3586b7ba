import { earlierResolution } from '../approval/earlier-resolution.ts';
import type { Resolution } from '../approval/resolution.ts';
import { reasonOf, type Wording, wordingFor } from '../approval/wording/index.ts';
import { isTaskGone, Refusal } from '../callback/errors.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { failure } from '../wide-line.ts';
import type { Actor } from './actor.ts';
import { alreadyText } from './blocks/status.ts';
import { within } from './in-time.ts';
import { unsureText } from './late-text.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import type { SlackPorts } from './ports.ts';
import { isRepeated } from './repeated.ts';

/** A history has this long to be read: whoever pressed has to be answered within 3 seconds. */
const HISTORY_WITHIN_MS = 700;

/** How things stand after a press. */
export interface Outcome {
  /** How the request ended: by this press, or before it. */
  readonly resolution?: Resolution;
  /** Why this press did not decide, as mrkdwn, for whoever pressed. */
  readonly refusal?: string;
}

/** Why nothing was sent to Step Functions. */
export async function explainUnsent(
  error: unknown,
  payload: Payload | undefined,
  ports: SlackPorts,
): Promise<Outcome> {
  const wording = wordingOf(payload, ports);
  if (!(error instanceof Refusal)) {
    ports.note(failure(error));
    return { refusal: wording.slack.failed };
  }
  ports.note({ outcome: error.code });
  // Somebody may have decided in time.
  const isExpired = payload && error.code === 'ExpiredPayload';
  const resolution = isExpired && (await recordedResolution(payload, ports));
  return resolution ? alreadyEnded(resolution, payload, ports) : { refusal: refusedText(error, wording) };
}

/** Why Step Functions did not take a decision; an error that is no refusal does not tell whether it did. */
export async function explainUndecided(
  error: unknown,
  payload: DirectPayload,
  actor: Actor,
  ports: SlackPorts,
): Promise<Outcome> {
  const wording = wordingOf(payload, ports);
  const isRefusal = error instanceof Refusal;
  ports.note(isRefusal ? { outcome: error.code, reason: error.reason } : failure(error));
  if (isRefusal && !isTaskGone(error)) return { refusal: refusedText(error, wording) };
  const resolution = await recordedResolution(payload, ports);
  if (!resolution) return { refusal: isRefusal ? goneText(wording) : unsureText(wording) };
  if (!isRepeated(payload, actor, resolution, ports.now())) return alreadyEnded(resolution, payload, ports);
  // Whoever pressed sees in the message what they did.
  ports.note(isRefusal ? { outcome: 'repeated' } : acceptedAfterAll(payload));
  return { resolution };
}

/** How a request ended, as far as the history tells it soon enough. */
export function recordedResolution(payload: Payload, ports: SlackPorts): Promise<Resolution | undefined> {
  return within(ports.timeout(HISTORY_WITHIN_MS), earlierResolution(payload, ports));
}

/** "Already approved by Ann by e-mail, 3 minutes ago." */
export function alreadyEnded(resolution: Resolution, payload: Payload, ports: SlackPorts): Outcome {
  const { at } = resolution;
  const wording = wordingOf(payload, ports);
  const ago = at && wording.ago(ports.now() - at.getTime());
  return { refusal: alreadyText(resolution, ago, wording), resolution };
}

/** The language of a request, once it is known. */
export function wordingOf(payload: Payload | undefined, { locale }: SlackPorts): Wording {
  return wordingFor(payload?.context?.locale ?? locale);
}

/** Only the answer of Step Functions was lost: no other line tells, or counts, the decision. */
function acceptedAfterAll({ action }: DirectPayload) {
  return { level: 'info', outcome: 'accepted', decided: { via: 'slack', action: action.name } };
}

function refusedText(error: Refusal, wording: Wording): string {
  return escapeMrkdwn(wording.slack.refused(reasonOf(error, wording)));
}

function goneText({ page }: Wording): string {
  return `${page.gone}. ${page.goneNote}`;
}
