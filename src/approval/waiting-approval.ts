import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { endOfWaiting, inStage, waitingAfter } from './after-rounds.ts';
import { type Approval, type ApprovalRequest, type Round, withoutTokens } from './approval.ts';
import { countApprovals } from './count-approvers.ts';
import { HISTORY_WITHIN_MS, isReadAgain, type Recorded } from './earlier-attempts.ts';
import { allMessages, escalatingTimers, type TimerHistoryPorts } from './escalated-messages.ts';
import { startPatience, type Wait } from './patience.ts';
import type { PeoplePorts } from './people-across.ts';
import type { RequestEvent } from './request-event.ts';
import type { Surface } from './surface.ts';
import { tally } from './tally.ts';

export interface WaitingPorts extends PeoplePorts, TimerHistoryPorts {
  readonly surfaces: readonly Surface[];
  readonly wait: Wait;
  readonly log: Log;
}

/** An attempt of the state that asks. */
interface Attempt extends Pick<RequestEvent, 'execution' | 'seconds'> {
  /** The id of the approval, if this is its first attempt. */
  readonly ownId: string;
  /** Milliseconds since 1970 */
  readonly startedAt: number;
}

/**
 * The approval that waits now, without task tokens, and how many approvals its stages need if they had to be counted.
 *
 * @param earlier undefined for a new approval
 * @throws {Refusal} InvalidRequest
 */
export async function readWaiting(
  asked: ApprovalRequest,
  earlier: Recorded | undefined,
  { ownId, execution, seconds, startedAt }: Attempt,
  ports: WaitingPorts,
): Promise<{ readonly waiting: Approval; readonly approvals: readonly number[] | undefined }> {
  const askedAt = new Date(startedAt);
  const before = earlier
    ? await withEscalated(roundsOf(earlier.approval, asked), earlier, ports)
    : [{ askedAt, shown: {} }];
  const approvals = asked.policy.rounds && (await countApprovals(asked, before, ports));
  const rounds = approvals ? withLast(before, { approvals }) : before;
  const expiresAt = seconds === undefined ? undefined : new Date(startedAt + seconds * 1000);
  const waiting = waitingAfter(
    { id: earlier?.approval.id ?? ownId, execution, request: asked, rounds },
    endOfWaiting(asked.policy, rounds, { askedAt, expiresAt }),
  );
  return { waiting: withoutTokens(waiting), approvals };
}

/**
 * The rounds of an approval. Links refer to the request in the history. A state may give it to a function of its own, which
 * adds, for example, the approvers: then the last round has no task, and the links contain what was asked.
 *
 * @throws {Refusal} InvalidRequest if more than one vote may be needed, or if it asks for inputs: each answer reads the request in
 *   the history
 */
function roundsOf({ request, rounds }: Approval, asked: ApprovalRequest): readonly Round[] {
  if (isDeepStrictEqual(request, inStage(asked, tally(asked.stages, rounds)))) return rounds;
  if (!isReadAgain(asked)) return rounds.map(({ task: _, ...round }) => round);
  throw new Refusal(
    'InvalidRequest',
    'A request that may need more than one vote, or asks for inputs, must be written into the state itself: the state gives another request to its function.',
  );
}

/** The rounds, of which the last one also has the messages that escalations added. They are still brought up to date at the end. */
async function withEscalated(
  rounds: readonly Round[],
  { approval, all }: Recorded,
  ports: WaitingPorts,
): Promise<readonly Round[]> {
  try {
    const { patiently } = startPatience(ports.wait, HISTORY_WITHIN_MS);
    const shown = await patiently(allMessages(approval, escalatingTimers(approval, all), ports));
    return withLast(rounds, { shown });
  } catch (error) {
    ports.log({ level: 'warn', event: 'history_failed', transaction_id: approval.id, error });
    return rounds;
  }
}

function withLast(rounds: readonly Round[], members: Partial<Round>): readonly Round[] {
  return rounds.map((round, index) => (index === rounds.length - 1 ? { ...round, ...members } : round));
}
