import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Policy } from '../callback/payload.ts';
import type { SealActions } from '../callback/url.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { showIfEnded } from './announce.ts';
import { type Approval, lastRound } from './approval.ts';
import { sealButtons } from './buttons.ts';
import { executionReference, type Reachable, unreachable, workflowOf } from './execution.ts';
import type { GetHistory } from './history.ts';
import { HEAD_START_MS, startTurns, type Wait } from './patience.ts';
import { type Asked, findReach, type Reached, tellWhoWasNotAsked, undelivered } from './reach.ts';
import { approvalId } from './read-approvals.ts';
import { type RequestDefaults, readRequest } from './request.ts';
import type { Surface } from './surface.ts';
import { waitingFor } from './tally.ts';

/** What the state SendApprovalRequest returns: where the messages are, by surface. */
export interface SentRequest {
  readonly transaction_id: string;
  readonly messages: Readonly<Record<string, unknown>>;
}

interface RequestPorts extends RequestDefaults, Reachable {
  readonly seal: SealActions;
  /** Refuses with InvalidRequest if the URLs would let other people decide than the policy allows. */
  readonly assertSealable: (policy: Policy) => void;
  /** In the order in which they are asked. */
  readonly surfaces: readonly Surface[];
  readonly getHistory: GetHistory;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly wait: Wait;
  readonly log: Log;
}

/**
 * Asks for an approval on every surface. A surface that fails does not stop the others.
 *
 * @param event `{token, execution, request, timeout_seconds}`: the task token, the execution's ARN, the state's
 *   input and the state's TimeoutSeconds, after which the links expire too
 * @throws {Refusal} InvalidRequest; NotPermitted if the deployment could not complete the task; NothingSent if no person
 *   who can decide was asked
 */
export function requestApproval(event: unknown, ports: RequestPorts): Promise<SentRequest> {
  return inOneLine('request_approval', ports, (note) => request(event, ports, note));
}

async function request(event: unknown, ports: RequestPorts, note: Note): Promise<SentRequest> {
  const startedAt = ports.now();
  const { token, execution, input, expiresAt } = parseEvent(event, startedAt);
  const id = approvalId(token);
  note({ transaction_id: id, execution: executionReference(execution) });
  const refusal = unreachable(execution, ports, ports.locale);
  if (refusal) throw refusal;
  const waiting: Approval = {
    id,
    execution,
    request: await readRequest(input, ports, workflowOf(execution)),
    rounds: [{ askedAt: new Date(startedAt), shown: {} }],
    state: waitingFor([], expiresAt),
  };
  ports.assertSealable(waiting.request.policy);

  const asked = await askEverywhere(waiting, token, ports);
  const { approval, failed, missing } = asked;
  for (const { surface, error } of failed) {
    ports.log({ level: 'error', event: 'ask_failed', transaction_id: id, surface: surface.name, error });
  }
  const messages = lastRound(approval).shown;
  if (Object.keys(messages).length === 0) throw undelivered(asked);
  // Before this time, only one surface was asked, so no vote can precede its message.
  if (ports.now() - startedAt > HEAD_START_MS) await showIfEnded(approval, token, ports);
  if (failed.length + missing.length > 0) await tellWhoWasNotAsked(asked, ports);
  note({ outcome: 'asked', surfaces: Object.keys(messages) });
  return { transaction_id: id, messages };
}

/**
 * Asks on the surfaces where a person can decide, one after the other: a message that can be brought up to date is there
 * before a link is sent. Then shows the request on the other surfaces: these messages say where people were asked.
 */
async function askEverywhere(waiting: Approval, token: string, ports: RequestPorts): Promise<Asked> {
  const { reached, unreached, failed, missing } = await findReach(waiting.request, ports.surfaces);
  if (missing.length > 0 && missing.length === waiting.request.policy.approvers?.length) {
    return { approval: waiting, failed, unreached: [], missing };
  }
  const turns = startTurns(ports.wait);
  for (const reach of reached) await turns.take(reach.surface, askOn(reach, waiting, token, ports));
  const asked = await turns.end();
  const approval = withMessages(waiting, asked.messages);
  if (Object.keys(asked.messages).length === 0) {
    return { approval, failed: [...failed, ...asked.failed], unreached, missing };
  }
  for (const { surface } of unreached) await turns.take(surface, tellOn(surface, approval));
  const all = await turns.end();
  return {
    approval: withMessages(waiting, all.messages),
    failed: [...failed, ...all.failed],
    unreached: [],
    missing,
  };
}

async function askOn(
  { surface, audiences }: Reached,
  waiting: Approval,
  token: string,
  { seal }: RequestPorts,
): Promise<unknown> {
  const buttons = await sealButtons(waiting, token, surface, audiences, seal);
  return surface.show(waiting, buttons, undefined);
}

/** Shows a request where no person can decide. */
async function tellOn(surface: Surface, approval: Approval): Promise<unknown> {
  return surface.show(approval, undefined, undefined);
}

function withMessages(approval: Approval, messages: Readonly<Record<string, unknown>>): Approval {
  const round = lastRound(approval);
  const now = { ...round, shown: { ...round.shown, ...messages } };
  return { ...approval, rounds: [...approval.rounds.slice(0, -1), now] };
}

/** @param now milliseconds since 1970 */
function parseEvent(event: unknown, now: number) {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { token, execution, request: input, timeout_seconds: seconds } = event;
  if (typeof token !== 'string' || token === '')
    throw new Refusal('InvalidRequest', 'The event has no task token.');
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  return { token, execution, input, expiresAt: seconds === undefined ? undefined : dateAfter(seconds, now) };
}

function dateAfter(seconds: unknown, now: number): Date {
  const date = new Date(typeof seconds === 'number' && seconds > 0 ? now + seconds * 1000 : Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw new Refusal('InvalidRequest', 'timeout_seconds is not a number of seconds, such as 604800.');
}
