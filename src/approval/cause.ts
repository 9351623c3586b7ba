import { REFUSAL_CODES } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';

const CODES: ReadonlySet<unknown> = new Set(REFUSAL_CODES);

/**
 * The cause of a failed task, as far as it is for people. What a function threw, Step Functions hands on as JSON with
 * its stack: only the sentence of a refusal of ours is kept of that.
 */
export function causeForPeople(cause: string | undefined): string | undefined {
  const thrown = parse(cause);
  if (!isObject(thrown) || !('errorMessage' in thrown)) return cause;
  return CODES.has(thrown.errorType) ? String(thrown.errorMessage) : undefined;
}

function parse(cause: string | undefined): unknown {
  try {
    return JSON.parse(cause ?? '');
  } catch {
    // A sentence, which is what people write.
    return undefined;
  }
}
