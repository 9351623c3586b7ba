import type { Detail } from '../callback/payload.ts';
import type { Wording } from '../wording/index.ts';
import type { ApprovalRequest, Vote } from './approval.ts';

/** What the person who decided has given, for people: the labels of the inputs, and the values in words. */
export function givenInputs(
  { inputs: asked }: Pick<ApprovalRequest, 'inputs'>,
  { inputs: given = {} }: Pick<Vote, 'inputs'>,
  { inputs: words }: Wording,
): readonly Detail[] {
  return asked.flatMap(({ name, label }) => {
    if (!Object.hasOwn(given, name)) return [];
    const value = given[name];
    const text = typeof value === 'boolean' ? words[value ? 'yes' : 'no'] : String(value);
    return [{ label, value: text }];
  });
}
