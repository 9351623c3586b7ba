import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { announce } from './announce.ts';
import {
  type Approval,
  type ApprovalRequest,
  ended,
  lastRound,
  type Resolution,
  resolutionOf,
} from './approval.ts';
import { executionReference, workflowOf } from './execution.ts';
import { type GetHistory, type HistoryEvent, tellsEnd } from './history.ts';
import { startPatience, type Wait } from './patience.ts';
import { approvalAskedWith, readApprovals } from './read-approvals.ts';
import { type RequestDefaults, readRequest } from './request.ts';
import { resolutionOfError, resolutionOfOutput } from './resolution.ts';
import type { Surface } from './surface.ts';

export interface AnnouncePorts extends RequestDefaults {
  readonly getHistory: GetHistory;
  readonly surfaces: readonly Surface[];
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly wait: Wait;
  readonly log: Log;
}

/** The status that was announced, or `ignored` if there was nothing to announce. */
export type Told = Readonly<{ status: Resolution['status'] | 'ignored' }>;

/** Reading a history may take this long. The rest of the function's time is for telling people. */
const HISTORY_WITHIN_MS = 5_000;
/** A history without the last events is read again after this time. */
const CATCHING_UP_MS = 1_000;

/**
 * Tells on every surface how an approval ended.
 *
 * @param event from the state machine `{execution, request, output}`: the execution's ARN, the state machine's input,
 *   and the task's output or, from a `Catch`, `{Error, Cause}`; or EventBridge's "Step Functions Execution Status
 *   Change" of an execution that was aborted, timed out or failed
 * @returns the status that was announced; `ignored` if the states of the machine have announced everything
 * @throws {Refusal} InvalidRequest; NothingSent when every surface failed
 */
export async function announceDecision(event: unknown, ports: AnnouncePorts): Promise<Told> {
  const told = await inOneLine('announce_decision', ports, async (note) => {
    if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
    return isObject(event.detail)
      ? announceEnd(event.detail, ports, note)
      : announceOutput(event, ports, note);
  });
  // Thrown after the log line, so that it does not count as an error: Lambda calls the function again.
  if (!told) throw new Error('The history does not contain the end of the execution yet.');
  return told;
}

/** Announces what the state SendConfirmation says. The history has the messages, and the time of the request. */
async function announceOutput(
  { execution, request: input, output }: Record<string, unknown>,
  ports: AnnouncePorts,
  note: Note,
): Promise<Told> {
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  note({ execution: executionReference(execution) });
  const request = await readRequest(input, ports, workflowOf(execution));
  const recorded = await recordedApproval(execution, { input, request }, ports);
  const resolution = resolutionIn(output, recorded && resolutionOf(recorded)?.at);
  const { status } = resolution;
  note({ transaction_id: recorded?.id || undefined, status });
  const unrecorded: Omit<Approval, 'state'> = { id: '', execution, request, rounds: [{ shown: {} }] };
  await announce(ended({ ...(recorded ?? unrecorded), request }, resolution), ports);
  note(waited(recorded, resolution));
  return { status };
}

/** Without a history, the result is still announced, but the earlier messages are not updated. */
async function recordedApproval(
  execution: string,
  { input, request }: { readonly input: unknown; readonly request: ApprovalRequest },
  { getHistory, wait, log, ...defaults }: AnnouncePorts,
): Promise<Approval | undefined> {
  try {
    const history = await startPatience(wait, HISTORY_WITHIN_MS)(getHistory(execution));
    return approvalAskedWith(input, request, history, execution, defaults);
  } catch (error) {
    log({ level: 'error', event: 'update_failed', execution: executionReference(execution), error });
    return undefined;
  }
}

/** The time from the request to the decision; missing if no person decided. */
function waited(approval: Approval | undefined, { status, at }: Resolution): { readonly waited_ms?: number } {
  const askedAt = approval && lastRound(approval).askedAt;
  if (!askedAt || !at || (status !== 'approved' && status !== 'rejected')) return {};
  return { waited_ms: at.getTime() - askedAt.getTime() };
}

function resolutionIn(output: unknown, at: Date | undefined): Resolution {
  if (!isObject(output) || !('Error' in output)) return resolutionOfOutput(output, at);
  const { Error: error, Cause: cause } = output;
  return resolutionOfError(
    typeof error === 'string' ? error : undefined,
    typeof cause === 'string' ? cause : undefined,
    at,
  );
}

/**
 * Announces executions that were stopped, timed out or failed outside the machine's own states. Only the
 * history says what to announce. If it cannot be read, this throws, and Lambda calls the function again.
 *
 * @returns undefined if the history does not contain the end yet
 */
async function announceEnd(
  { executionArn: execution }: Record<string, unknown>,
  ports: AnnouncePorts,
  note: Note,
): Promise<Told | undefined> {
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  note({ execution: executionReference(execution), status: 'ignored' });
  const history = await wholeHistory(execution, ports);
  if (!history) {
    note({ level: 'warn', outcome: 'history_behind' });
    return undefined;
  }
  const untold = readApprovals(history, execution, ports).filter(
    ({ state }) => state.kind === 'ended' && state.untold,
  );
  const [first] = untold;
  const status = (first && resolutionOf(first)?.status) ?? 'ignored';
  note({ transaction_ids: untold.map(({ id }) => id), status });
  const told = await Promise.allSettled(untold.map((approval) => announce(approval, ports)));
  const failed = told.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return { status };
}

/** The event of EventBridge may come before the history has the end of the execution. */
async function wholeHistory(
  execution: string,
  { getHistory, wait }: AnnouncePorts,
): Promise<readonly HistoryEvent[] | undefined> {
  const first = await getHistory(execution);
  if (tellsEnd(first)) return first;
  await wait(CATCHING_UP_MS);
  const second = await getHistory(execution);
  return tellsEnd(second) ? second : undefined;
}
