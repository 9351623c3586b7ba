import { Refusal } from '../callback/errors.ts';

/** The refusal of values that a person gave, with a sentence for each of them that is wrong. */
export class InvalidInputs extends Refusal {
  /** By the names of the inputs, in the language of the request. */
  readonly problems: ReadonlyMap<string, string>;

  constructor(problems: ReadonlyMap<string, string>, labels: ReadonlyMap<string, string>) {
    const sentences = [...problems].map(([name, problem]) => `${labels.get(name)}: ${problem}`);
    super('InvalidInputs', sentences.join(' '));
    this.problems = problems;
  }
}
