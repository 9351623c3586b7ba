import type { StateMachine } from 'aws-local-stepfunctions';
import type { StateInfo } from './definition.ts';
import { type Branch, type History, inputDetails, outputDetails, startBranch } from './history.ts';

type InterpreterEvent =
  ReturnType<StateMachine['run']>['eventLogs'] extends AsyncGenerator<infer Event> ? Event : never;
type StateEvent = Extract<InterpreterEvent, { state: unknown }>;
type RetryEvent = Extract<InterpreterEvent, { type: 'StateRetried' }>;
type IterationEvent = Extract<InterpreterEvent, { index: number; parentState: unknown }>;

/** An attempt at a Task state: the branch of its events, and the delay that Retry sets before it. */
export interface Attempt {
  readonly branch: Branch;
  readonly delaySeconds: number;
}

export interface StateEvents {
  /** Records an event of the interpreter. */
  readonly observe: (event: InterpreterEvent) => void;
  /** Returns the oldest attempt at this task that is not claimed yet. Call it once for each attempt. */
  readonly claimAttempt: (stateName: string) => Attempt;
  /** The next entry of a state is that of a redrive: Step Functions goes on with it, and does not enter it again. */
  readonly resume: () => void;
  readonly root: Branch;
}

/**
 * Translates the interpreter's events into events of Step Functions: which state was entered or left, in which branch.
 *
 * @param onBranchesFailed called when a Parallel or Map state fails, because its other branches end too
 */
export function createStateEvents(
  history: History,
  states: ReadonlyMap<string, StateInfo>,
  onBranchesFailed: (stateName: string) => void,
): StateEvents {
  const root = startBranch();
  /** The branches, by the name of the Parallel or Map state around them. */
  const branches = new Map<string, Map<string, Branch>>();
  const attempts = new Map<string, Attempt[]>();
  const failed = new Set<string>();
  let isResumed = false;

  /**
   * `index` is the iteration of the Map. In nested Maps it is that of the outermost Map: the interpreter reports one.
   */
  function branchOf(stateName: string, index: number | undefined): Branch {
    const parent = states.get(stateName)?.parent;
    if (!parent) return root;
    const key = `${parent.branch}#${index ?? ''}`;
    return branchInside(parent.stateName, key, () => branchOf(parent.stateName, index));
  }

  /** The branch with this key of a Parallel or Map state. A new one follows the branch around the state. */
  function branchInside(stateName: string, key: string, around: () => Branch): Branch {
    const siblings = branches.get(stateName) ?? new Map<string, Branch>();
    branches.set(stateName, siblings);
    const branch = siblings.get(key) ?? startBranch(around());
    siblings.set(key, branch);
    return branch;
  }

  function enter({ state, index }: StateEvent): void {
    const branch = branchOf(state.name, index);
    const type = typeOf(state.name);
    if (!isResumed)
      history.record(branch, `${type}StateEntered`, { name: state.name, ...inputDetails(state.input) });
    isResumed = false;
    startAttempt(state.name, { branch, delaySeconds: 0 });
  }

  function startAttempt(stateName: string, attempt: Attempt): void {
    const type = typeOf(stateName);
    if (type === 'Task') attempts.set(stateName, [...(attempts.get(stateName) ?? []), attempt]);
    if (type !== 'Parallel' && type !== 'Map') return;
    branches.delete(stateName);
    failed.delete(stateName);
    history.record(attempt.branch, `${type}StateStarted`);
  }

  function retry({ state, index, retry: { retrier, attempt } }: RetryEvent): void {
    const branch = branchOf(state.name, index);
    startAttempt(state.name, { branch, delaySeconds: retryDelaySeconds(retrier, attempt) });
  }

  function exit({ state, index }: StateEvent): void {
    const branch = branchOf(state.name, index);
    const type = typeOf(state.name);
    if ((type === 'Parallel' || type === 'Map') && !failed.has(state.name)) {
      history.record(lastOf(state.name, branch), `${type}StateSucceeded`);
      branch.lastEventId = history.events.length;
    }
    history.record(branch, `${type}StateExited`, { name: state.name, ...outputDetails(state.output) });
  }

  function fail({ state, index }: StateEvent): void {
    const branch = branchOf(state.name, index);
    const type = typeOf(state.name);
    // An unclaimed attempt failed before it began: a path in its Parameters has no value.
    attempts.set(
      state.name,
      (attempts.get(state.name) ?? []).filter((unclaimed) => unclaimed.branch !== branch),
    );
    if (type !== 'Parallel' && type !== 'Map') return;
    failed.add(state.name);
    onBranchesFailed(state.name);
    history.record(branch, `${type}StateFailed`);
  }

  /** The last event in all branches of a Parallel or Map state. */
  function lastOf(stateName: string, branch: Branch): Branch {
    const ends = [...(branches.get(stateName)?.values() ?? [])].map(({ lastEventId }) => lastEventId);
    return { lastEventId: Math.max(branch.lastEventId, ...ends) };
  }

  function iterate({ type, parentState, index }: IterationEvent): void {
    const branch = branchInside(parentState.name, `0#${index}`, () => branchOf(parentState.name, undefined));
    history.record(branch, type, { name: parentState.name, index });
  }

  function typeOf(stateName: string): string {
    return states.get(stateName)?.type ?? 'Task';
  }

  return {
    root,
    resume() {
      isResumed = true;
      attempts.clear();
      branches.clear();
      failed.clear();
    },
    claimAttempt: (stateName) => attempts.get(stateName)?.shift() ?? { branch: root, delaySeconds: 0 },
    observe(event) {
      switch (event.type) {
        case 'StateEntered':
          return enter(event);
        case 'StateExited':
          return exit(event);
        case 'StateFailed':
          return fail(event);
        case 'StateRetried':
          return retry(event);
        case 'MapIterationStarted':
        case 'MapIterationSucceeded':
        case 'MapIterationFailed':
          return iterate(event);
        default:
          // execution.ts records the events of the execution. Parallel branches have no events of their own in AWS.
          return;
      }
    },
  };
}

/** The delay before retry number `attempt`. With the jitter FULL this is the longest possible delay. */
function retryDelaySeconds(retrier: RetryEvent['retry']['retrier'], attempt: number): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  return Math.min(IntervalSeconds * BackoffRate ** (attempt - 1), MaxDelaySeconds);
}
