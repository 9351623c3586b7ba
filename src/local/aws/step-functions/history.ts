/** An event of GetExecutionHistory. Its details are in the same member as in AWS. */
export interface HistoryEvent {
  readonly id: number;
  /** The id of the previous event in the same branch, or 0 for the first event. */
  readonly previousEventId: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

/** A sequence of events: of the whole execution, of a branch of Parallel, or of an iteration of Map. */
export interface Branch {
  lastEventId: number;
}

export type EventDetails = Readonly<Record<string, unknown>>;

export interface History {
  readonly events: readonly HistoryEvent[];
  readonly record: (branch: Branch, type: string, details?: EventDetails) => void;
}

/** A new branch. Its first event follows the last event of `previous`, if there is one. */
export function startBranch(previous?: Branch): Branch {
  return { lastEventId: previous?.lastEventId ?? 0 };
}

export function createHistory(now: () => Date, onChange: () => void): History {
  const events: HistoryEvent[] = [];
  return {
    events,
    record(branch, type, details) {
      const id = events.length + 1;
      const event = { id, previousEventId: branch.lastEventId, timestamp: now().getTime() / 1000, type };
      events.push(details === undefined ? event : { ...event, [detailsMember(type)]: details });
      branch.lastEventId = id;
      onChange();
    },
  };
}

/** `TaskScheduled` has taskScheduledEventDetails. The entries and exits of all types of states share two members. */
function detailsMember(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

const executionData = ['input', 'inputDetails', 'output', 'outputDetails', 'parameters'];

/** The event as GetExecutionHistory returns it with `includeExecutionData: false`. */
export function withoutExecutionData(event: HistoryEvent): HistoryEvent {
  const members = Object.entries(event).map(([name, value]) => [
    name,
    name.endsWith('EventDetails') ? withoutData(value as EventDetails) : value,
  ]);
  return Object.fromEntries(members) as HistoryEvent;
}

function withoutData(details: EventDetails): EventDetails {
  return Object.fromEntries(Object.entries(details).filter(([name]) => !executionData.includes(name)));
}

/** In AWS each input and output is JSON text, with a flag that says whether it was truncated. */
export function inputDetails(input: unknown): EventDetails {
  return { input: JSON.stringify(input), inputDetails: { truncated: false } };
}

export function outputDetails(output: unknown): EventDetails & { readonly output: string } {
  return { output: JSON.stringify(output), outputDetails: { truncated: false } };
}
