import { Refusal } from '../callback/errors.ts';

/** What can be wrong in a request that a person typed. The wordings have a sentence for each. */
export type Problem =
  | 'noName'
  | 'unknownApprover'
  | 'unknownGroup'
  | 'untoldGroup'
  | 'noApprovers'
  | 'tooManyApprovers'
  | 'neitherYesNorNo'
  | 'repeatedKey'
  | 'misplacedKey';

/** InvalidRequest, with what whoever typed it is to be told in their own language. */
export class InvalidInput extends Refusal {
  readonly problem: Problem;
  /** What that sentence names: a key, a number or what was typed. */
  readonly about: string;

  /** @param message for the developers of a state machine; it repeats nothing that was typed */
  constructor(problem: Problem, message: string, about = '') {
    super('InvalidRequest', message);
    this.problem = problem;
    this.about = about;
  }
}
