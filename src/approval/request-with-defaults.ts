import type { Task } from '../callback/payload.ts';
import { type ApprovalRequest, defaultsOf, type KeptDefaults } from './approval.ts';
import { type AttemptPorts, approvalSoFar, type Recorded } from './earlier-attempts.ts';
import { workflowOf } from './execution.ts';
import { assertOneRound } from './one-round.ts';
import { readRequest } from './request.ts';
import type { RequestEvent } from './request-event.ts';
import { assertShown } from './shown-on.ts';
import type { SurfaceName } from './surface.ts';

export interface ReadPorts extends AttemptPorts, KeptDefaults {
  readonly surfaces: readonly SurfaceName[];
  /** Refuses with InvalidRequest if the URLs would lose what the request asks, or let other people decide than it allows. */
  readonly assertSealable: (request: ApprovalRequest) => void;
}

/** What an attempt asks. */
interface RequestWithDefaults {
  readonly request: ApprovalRequest;
  /** The approval that the attempt continues; undefined for a new one. */
  readonly earlier: Recorded | undefined;
  /** The defaults that applied when it was asked first; undefined if there were none. */
  readonly defaults: KeptDefaults | undefined;
}

/**
 * Reads the request with the defaults that applied when it was asked first, which are those of the deployment in the first attempt.
 *
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain`; NotPermitted
 */
export async function readRequestWithDefaults(
  input: unknown,
  { task, execution }: Pick<RequestEvent, 'task' | 'execution'>,
  ports: ReadPorts,
): Promise<RequestWithDefaults> {
  const read = async ({ remind, escalate, confirm }: KeptDefaults) => {
    const request = await readRequest(input, { ...ports, remind, escalate, confirm }, workflowOf(execution));
    ports.assertSealable(request);
    return request;
  };
  const today = defaultsToday(task, ports);
  const first = await read(today);
  assertShown(first, ports.surfaces, ports.channelMembers);
  if (!('token' in task)) assertOneRound(first);
  const earlier = 'token' in task ? await approvalSoFar(task.token, execution, first, ports) : undefined;
  const kept = earlier && defaultsOf(earlier.approval.rounds);
  const { remind, escalate, confirm } = kept ?? today;
  const hasDefaults = [remind, escalate, confirm].some((one) => one !== undefined);
  return {
    request: kept ? await read(kept) : first,
    earlier,
    defaults: hasDefaults ? { remind, escalate, confirm } : undefined,
  };
}

/** A durable function reminds no person: it has no history, which tells whom to remind. */
function defaultsToday(task: Task, { remind, escalate, confirm }: KeptDefaults): KeptDefaults {
  return 'token' in task ? { remind, escalate, confirm } : { confirm };
}
