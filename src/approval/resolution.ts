import { isObject } from '../callback/json.ts';
import { causeForPeople } from './cause.ts';
import { type Decision, SURFACE_NAMES } from './decision.ts';

/** How an approval request ended. */
export interface Resolution {
  readonly status: 'approved' | 'rejected' | 'expired' | 'cancelled' | 'failed';
  /** The decision, where it is known, also when. */
  readonly decision?: Omit<Decision, 'at'> & Partial<Pick<Decision, 'at'>>;
  /** Why, in words: a failure's cause. */
  readonly cause?: string;
  /** When it ended, where that is known. */
  readonly at?: Date;
}

/** A task that succeeded, by its output. */
export function resolutionOfOutput(output: unknown, at?: Date): Resolution {
  const decision = isObject(output) ? readDecision(output.decision) : undefined;
  return { status: 'approved', ...(decision && { decision }), ...(at && { at }) };
}

/** A task that failed, by its error and cause. */
export function resolutionOfError(
  error: string | undefined,
  cause: string | undefined,
  at?: Date,
): Resolution {
  const sentence = causeForPeople(cause);
  return {
    status: statusOf(error),
    ...(sentence && { cause: sentence }),
    ...(at && { at }),
  };
}

function statusOf(error: string | undefined): Resolution['status'] {
  if (error === 'rejected') return 'rejected';
  if (error === 'States.Timeout' || error === 'States.HeartbeatTimeout') return 'expired';
  return 'failed';
}

/** The decision in an output, which may be another program's: what does not fit is left out. */
function readDecision(value: unknown): Decision | undefined {
  if (!isObject(value)) return undefined;
  const { action, at, by, user_id, comment } = value;
  const via = SURFACE_NAMES.find((name) => name === value.via);
  if (typeof action !== 'string' || typeof at !== 'string' || Number.isNaN(Date.parse(at)) || !via)
    return undefined;
  return {
    action,
    ...(typeof by === 'string' && { by }),
    ...(typeof user_id === 'string' && { user_id }),
    via,
    at,
    ...(typeof comment === 'string' && { comment }),
  };
}
