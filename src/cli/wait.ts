import type { AskedRequest } from '../approval/asked-request.ts';
import { CallError } from '../aws/call-error.ts';

export interface Waiting {
  /** undefined if the signal has ended it. */
  readonly look: () => Promise<AskedRequest | undefined>;
  /** Resolves after the interval, or when the signal aborts. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Called once each time that AWS begins to be unavailable. */
  readonly onUnavailable?: (error: CallError) => void;
}

/**
 * Looks again and again until the request has ended. While AWS is unavailable, it waits on: that decides nothing.
 *
 * @returns the request as it was last seen; undefined if it was never seen
 */
export async function waitForEnd({
  look,
  pause,
  signal,
  onUnavailable,
}: Waiting): Promise<AskedRequest | undefined> {
  let seen: AskedRequest | undefined;
  let unavailable = false;
  while (!signal.aborted) {
    const found = await look().catch((error: unknown) => {
      if (!(error instanceof CallError) || error.problem !== 'unavailable') throw error;
      if (!unavailable) onUnavailable?.(error);
      return undefined;
    });
    unavailable = found === undefined;
    seen = found ?? seen;
    if (seen?.resolution) break;
    await pause(signal);
  }
  return seen;
}
