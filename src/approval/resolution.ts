import { isObject } from '../callback/json.ts';
import { causeForPeople } from './cause.ts';
import type { Decision } from './decision.ts';

/** How an approval request ended. */
export interface Resolution {
  readonly status: 'approved' | 'rejected' | 'expired' | 'cancelled' | 'failed';
  /** The decision, where the output tells it. */
  readonly decision?: Decision;
  /** Why, in words: a failure's cause. */
  readonly cause?: string;
  /** When it ended, where that is known. */
  readonly at?: Date;
}

/** A task that succeeded, by its output. */
export function resolutionOfOutput(output: unknown, at?: Date): Resolution {
  const decision = isObject(output) && isDecision(output.decision) ? output.decision : undefined;
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

function isDecision(value: unknown): value is Decision {
  return isObject(value) && typeof value.action === 'string' && typeof value.at === 'string';
}
