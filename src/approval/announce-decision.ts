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
import { parseRequest, type RequestDefaults } from './request.ts';
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

/** What was told; `ignored` where there was nothing to tell. */
export type Told = Readonly<{ status: Resolution['status'] | 'ignored' }>;

/** A history has this long to be read, so that there is time left to tell how it ended. */
const HISTORY_WITHIN_MS = 5_000;
/** A history that is behind may have caught up after so many milliseconds. */
const CATCHING_UP_MS = 1_000;

/**
 * Tells on every surface how an approval ended.
 *
 * @param event from the state machine `{execution, request, output}`: the execution's ARN, the state machine's input,
 *   and the task's output or, from a `Catch`, `{Error, Cause}`; or EventBridge's "Step Functions Execution Status
 *   Change" of an execution that was aborted, timed out or failed
 * @returns the status that was told; `ignored` for an execution whose own states have told it all
 * @throws {Refusal} InvalidRequest; NothingSent when every surface failed
 */
export async function announceDecision(event: unknown, ports: AnnouncePorts): Promise<Told> {
  const told = await inOneLine('announce_decision', ports, async (note) => {
    if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
    return isObject(event.detail)
      ? announceEnd(event.detail, ports, note)
      : announceOutput(event, ports, note);
  });
  // Thrown after its line, which would count it as an error of ours: Lambda only has to call again.
  if (!told) throw new Error('The history does not tell yet how the execution ended.');
  return told;
}

/** The state SendConfirmation says how it ended. Where the messages are, and by whom it was asked when, the history tells. */
async function announceOutput(
  { execution, request: input, output }: Record<string, unknown>,
  ports: AnnouncePorts,
  note: Note,
): Promise<Told> {
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  note({ execution: executionReference(execution) });
  const request = parseRequest(input, ports, workflowOf(execution));
  const recorded = await recordedApproval(execution, { input, request }, ports);
  const resolution = resolutionIn(output, recorded && resolutionOf(recorded)?.at);
  const { status } = resolution;
  note({ transaction_id: recorded?.id || undefined, status });
  const unrecorded: Omit<Approval, 'state'> = { id: '', execution, request, rounds: [{ shown: {} }] };
  await announce(ended({ ...(recorded ?? unrecorded), request }, resolution), ports);
  note(waited(recorded, resolution));
  return { status };
}

/** Without its history an ending is told all the same; only the messages stay as they are. */
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

/** How long people took, where they decided. */
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
 * Announces executions that were stopped, timed out or failed outside the machine's own states. Only the history tells
 * what to announce: where it cannot be read, the error makes Lambda call again.
 *
 * @returns undefined where the history does not tell yet how the execution ended
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

/** Step Functions may tell EventBridge of an end before its history does. */
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
