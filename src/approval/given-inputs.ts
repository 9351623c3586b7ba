import type { Detail } from '../callback/payload.ts';
import type { Wording } from '../wording/index.ts';
import type { Approval, Resolution, Vote } from './approval.ts';

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

/** An approval that has ended, with what the person who decided gave, below its other details. */
export function withGivenInputs(approval: Approval, { vote }: Resolution, wording: Wording): Approval {
  const { request } = approval;
  const given = givenInputs(vote, approval, wording);
  return given.length > 0
    ? { ...approval, request: { ...request, details: [...request.details, ...given] } }
    : approval;
}
