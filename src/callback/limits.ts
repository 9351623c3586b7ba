import { Refusal, type RefusalCode } from './errors.ts';
import type { Json } from './json.ts';
import type { DirectAction } from './payload.ts';

/** The limits of SendTaskSuccess and SendTaskFailure (Step Functions API reference). */
const MAX_OUTPUT_BYTES = 262_144;
const MAX_ERROR = 256;
const MAX_CAUSE = 32_768;

/** The parts of an action that are sent to Step Functions. */
export type Sendable = { readonly name: string } & (
  | Pick<Extract<DirectAction, { type: 'success' }>, 'type' | 'output'>
  | Pick<Extract<DirectAction, { type: 'failure' }>, 'type' | 'error' | 'cause'>
  | Pick<Extract<DirectAction, { type: 'heartbeat' }>, 'type'>
);

/**
 * Checks that an action is within the limits of Step Functions.
 *
 * @param code the code of the refusal
 * @throws {Refusal} with this code; the message names the action, its member, the length and the maximum
 */
export function assertFits(action: Sendable, code: RefusalCode): void {
  const refuseOver = (member: string, length: number, limit: number, unit: string) => {
    if (length <= limit) return;
    throw new Refusal(
      code,
      `The ${member} of the action ${action.name} has ${length} ${unit}; the maximum is ${limit}.`,
    );
  };
  if (action.type === 'success') {
    refuseOver('output', sizeOf(action, code), MAX_OUTPUT_BYTES, 'bytes');
  }
  if (action.type === 'failure') {
    refuseOver('error', action.error?.length ?? 0, MAX_ERROR, 'characters');
    refuseOver('cause', action.cause?.length ?? 0, MAX_CAUSE, 'characters');
  }
}

function sizeOf({ name, output }: { name: string; output: Json }, code: RefusalCode): number {
  try {
    return Buffer.byteLength(JSON.stringify(output));
  } catch (cause) {
    // JSON.stringify overflows the stack after some thousand nested arrays.
    throw new Refusal(code, `The output of the action ${name} is nested too deeply.`, { cause });
  }
}
