import type { Refusal } from '../callback/errors.ts';
import { secretOf, type Task } from '../callback/payload.ts';
import type { Proofs } from '../callback/seal.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import { type Approval, type KeptDefaults, lastRound } from './approval.ts';
import { approvalId } from './approval-id.ts';
import { type AskPorts, askEverywhere } from './ask.ts';
import { type Asked, isOnlyAccepted, tellWhoWasNotAsked, undelivered } from './ask-result.ts';
import { approvalRequested, type PublishEvents, previousVoteCast } from './events.ts';
import { executionReference } from './execution.ts';
import { newlyAsked } from './newly-asked.ts';
import { approvalAt } from './policy.ts';
import type { StartExecution } from './ports.ts';
import type { Missing } from './reach.ts';
import { reachLater } from './reach-of-stages.ts';
import { SENT, tokenHash, withProof } from './record.ts';
import { parseRequestEvent } from './request-event.ts';
import { type ReadPorts, readRequestWithDefaults } from './request-with-defaults.ts';
import { foreignFunction, notServed, type Served } from './served.ts';
import { shownOn } from './shown-on.ts';
import { tellIfEnded } from './tell-if-ended.ts';
import { startTimer } from './timer.ts';
import { orTryAgain } from './try-again.ts';
import { readWaiting, type WaitingPorts } from './waiting-approval.ts';

/** What the state SendApprovalRequest returns: where the messages are, by surface. */
export interface SentRequest {
  readonly transaction_id: string;
  readonly messages: Readonly<Record<string, unknown>>;
  /** How many approvals each stage needs, where the approvers had to be counted. */
  readonly approvals?: readonly number[];
  /** What applies to the request where its input says nothing, also if the deployment has other defaults later. */
  readonly defaults?: KeptDefaults;
  /** For the requester, if it is not known of any message that it arrived: where to look, in the language of the request. */
  readonly notice?: string;
  /** Proves that this is of this task (src/approval/record.ts). */
  readonly proof?: string;
}

interface RequestPorts extends ReadPorts, AskPorts, WaitingPorts, Served {
  readonly surfaces: AskPorts['surfaces'];
  /** Starts ApprovalTimer; missing in a deployment without it. */
  readonly startTimerExecution?: StartExecution | undefined;
  /** Missing in a deployment without events. */
  readonly publishEvents?: PublishEvents | undefined;
  /** Starts ApprovalOutcome; missing in a deployment without it. */
  readonly startOutcomeExecution?: StartExecution | undefined;
  /** Missing without encryption. */
  readonly proofs?: Pick<Proofs, 'prove'> | undefined;
}

/**
 * Asks for an approval on every surface. A surface that fails does not stop the others. If an earlier attempt of the state
 * asked before, its messages become those of this one.
 *
 * @param event `{token, execution, request, timeout_seconds}`: the task token, the execution's ARN, the state's
 *   input and the state's TimeoutSeconds, after which the links expire too. A durable function passes a `callback_id` in place
 *   of a token, the ARN of its durable execution, and the timeout of the callback. It has no history that can be read
 * @throws {Refusal} InvalidRequest; NotPermitted if the deployment could not complete the task; NothingSent if no person
 *   who can decide was asked; `Countersign.TryAgain` if no message was sent on any surface, but may be sent later
 */
export function requestApproval(event: unknown, ports: RequestPorts): Promise<SentRequest> {
  return inOneLine('request_approval', ports, (note) => ask(event, ports, note));
}

async function ask(event: unknown, ports: RequestPorts, note: Note): Promise<SentRequest> {
  const startedAt = ports.now();
  const { task, execution, input, seconds } = parseRequestEvent(event);
  const ownId = approvalId(secretOf(task));
  note({ transaction_id: ownId, execution: executionReference(execution) });
  const refusal = notCompletable(task, execution, ports);
  if (refusal) throw refusal;
  // A first proof, which is not used, brings the data key from KMS while the history is read.
  const dataKey = withProof({}, SENT, { execution, task: ownId }, ports.proofs);
  dataKey.catch(() => undefined);
  const { request, earlier, defaults } = await readRequestWithDefaults(input, { task, execution }, ports);
  const shown = {
    ...ports,
    surfaces: shownOn(request, ports.surfaces),
    sealLinks: 'token' in task ? ports.sealLinks : undefined,
  };
  const { waiting, approvals } = await readWaiting(
    request,
    earlier,
    { ownId, execution, seconds, startedAt },
    shown,
  );
  const { id, rounds } = waiting;
  note({ transaction_id: id, ...(rounds.length > 1 && { attempt: rounds.length }) });
  const missingLater = isNew(waiting) ? await reachLater(waiting, shown) : [];
  await startTimer(waiting, ports.startTimerExecution);
  // After a message was sent, KMS must not fail.
  await orTryAgain(dataKey);
  const asked = await askEverywhere(approvalAt(waiting, ports.now()), task, shown);
  logFailures(asked, ports.log);
  const messages = messagesNow(asked, waiting);
  if (Object.keys(messages).length === 0) throw undelivered(asked);
  const onlyAccepted = isOnlyAccepted(messages, shown.surfaces);
  if (newlyAsked(waiting) !== 'nobody') {
    // A surface that only accepts tells no person. Another one may, also if the request is not shown there.
    const told = { ...asked, missing: onceEach([...asked.missing, ...missingLater]) };
    await tellWhoWasNotAsked(told, onlyAccepted ? ports : shown);
  }
  await publish(waiting, Object.keys(messages), ports);
  // Last, because the approval may end until this function returns. A durable function tells it itself.
  if ('token' in task) await tellIfEnded({ execution, token: task.token, shown: messages }, ports);
  note({ outcome: onlyAccepted ? 'accepted' : 'asked', surfaces: Object.keys(messages) });
  const notice = onlyAccepted && { notice: wordingFor(request.locale).onlyAccepted };
  const kept = { ...(approvals && { approvals }), ...(defaults && { defaults }) };
  const sent: SentRequest = { transaction_id: id, messages, ...kept, ...notice };
  return withProof(sent, SENT, { execution, task: tokenHash(secretOf(task)) }, ports.proofs);
}

/** Why the deployment could not complete the task. */
function notCompletable(task: Task, execution: string, ports: RequestPorts): Refusal | undefined {
  const refusal = notServed(execution, ports, ports.locale);
  if (refusal || 'token' in task) return refusal;
  return foreignFunction(execution, ports.durableFunctions, ports.locale);
}

/** Whether no person was asked before. */
function isNew({ rounds }: Approval): boolean {
  return !rounds.some(({ isAsked }) => isAsked);
}

function logFailures({ approval: { id }, failed, mayTryAgain }: Asked, log: Log): void {
  const logged = mayTryAgain ? LATER : FAILED;
  for (const { surface, error } of failed) {
    log({ ...logged, transaction_id: id, surface: surface.name, error });
  }
}

const FAILED = { level: 'error', event: 'ask_failed' } as const;
/** Step Functions tries again. */
const LATER = { level: 'warn', event: 'ask_delayed' } as const;

/** Where the messages are. A message of an earlier round is still good if it could not be brought up to date. */
function messagesNow({ messages }: Asked, waiting: Approval): Asked['messages'] {
  return newlyAsked(waiting) === 'everyone' ? messages : { ...lastRound(waiting).shown, ...messages };
}

/** An approver may be missing in more than one stage. */
function onceEach(missing: readonly Missing[]): readonly Missing[] {
  return [...new Map(missing.map((one) => [one.approver, one])).values()];
}

/** Other programs learn of the request, or of the vote that began this round. The messages are sent also if that fails. */
async function publish(
  waiting: Approval,
  surfaces: readonly string[],
  { publishEvents, now, log }: RequestPorts,
): Promise<void> {
  const events = isNew(waiting)
    ? [approvalRequested(waiting, surfaces, new Date(now()))]
    : previousVoteCast(waiting);
  if (!publishEvents || events.length === 0) return;
  try {
    await publishEvents(events);
  } catch (error) {
    log({ level: 'error', event: 'event_failed', transaction_id: waiting.id, error });
  }
}
