import type { Detail } from '../callback/payload.ts';
import type { Wording } from '../wording/index.ts';
import type { Approval, Vote } from './approval.ts';

/**
 * What a person gave with the answer, for people: the labels of the inputs, and the values in words.
 *
 * @param approval missing where the request is not known: then the names of the inputs stand for their labels
 */
export function givenInputs(
  vote: Pick<Vote, 'inputs'> | undefined,
  approval: Pick<Approval, 'request'> | undefined,
  { inputs: words }: Wording,
): readonly Detail[] {
  const labels = new Map(approval?.request.inputs.map(({ name, label }) => [name, label]));
  return Object.entries(vote?.inputs ?? {}).map(([name, value]) => ({
    label: labels.get(name) ?? name,
    value: typeof value === 'boolean' ? words[value ? 'yes' : 'no'] : String(value),
  }));
}
