import { Refusal } from '../callback/errors.ts';
import { notPermitted } from './execution.ts';
import type { GetHistory } from './history.ts';
import { startPatience, type Wait } from './patience.ts';

const WITHIN_MS = 3_000;

/**
 * Refuses a request if the KMS key of its state machine cannot be used, because no person could decide it. The key
 * encrypts the history too, so reading the history tells it. Waits 3 seconds at most. Any other error of the history says
 * nothing about the key.
 *
 * @param execution its ARN
 * @throws {Refusal} NotPermitted
 */
export async function assertKeyUsable(
  execution: string,
  { getHistory, locale, wait }: { getHistory: GetHistory; locale: string; wait: Wait },
): Promise<void> {
  try {
    await startPatience(wait, WITHIN_MS)(getHistory(execution));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'NotPermitted') {
      throw notPermitted(execution, locale, error);
    }
  }
}
