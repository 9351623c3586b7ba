import { Refusal } from '../callback/errors.ts';

/** The refusal `Countersign.TryAgain`: a state machine tries the same call again. Nothing is done twice then. */
export function tryAgain(cause: unknown): Refusal {
  return new Refusal('Countersign.TryAgain', 'This call is tried again.', { cause });
}

/** The refusal `Countersign.LookAgain`: the same, but what was to be sent may have been. So the next call looks for it first. */
export function lookAgain(cause: unknown): Refusal {
  return new Refusal('Countersign.LookAgain', 'This call is tried again, and looks first.', { cause });
}

/** The answer, or `Countersign.TryAgain` with its error as the cause. A refusal stays as it is. */
export async function orTryAgain<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Refusal ? error : tryAgain(error);
  }
}
