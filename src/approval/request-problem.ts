import { Refusal } from '../callback/errors.ts';

/** What can be wrong in a request that a person typed. The wordings have a sentence for each. */
export type Problem =
  | 'noName'
  | 'unknownApprover'
  | 'noAddress'
  | 'unknownChannel'
  | 'otherChannel'
  | 'unusedChannel'
  | 'leftOutChannel'
  | 'unknownSurface'
  | 'noSurfaces'
  | 'unknownGroup'
  | 'groupScopeMissing'
  | 'groupsNotInPlan'
  | 'noApprovers'
  | 'tooManyApprovers'
  | 'neitherYesNorNo'
  | 'notACount'
  | 'tooManyApprovals'
  | 'tooManyVotes'
  | 'twoRules'
  | 'neitherOptionalNorRequired'
  | 'repeatedKey'
  | 'tooManyDetails'
  | 'longDetail'
  | 'misplacedKey'
  | 'onlyInInput'
  | 'onlyInCommand'
  | 'notADuration'
  | 'tooOften'
  | 'notAnEscalation'
  | 'tooManyEscalations'
  | 'unsupportedKey'
  | 'misspeltKey';

/** InvalidRequest with the problem, so that a surface can explain it in the language of the person who typed it. */
export class RequestProblem extends Refusal {
  readonly problem: Problem;
  /** The part of the sentence that changes: a key, a number or the typed text. */
  readonly about: string;
  /** What to give in its place, where that is known. */
  readonly instead: string;

  /** @param message for the developers of a state machine */
  constructor(problem: Problem, message: string, about = '', instead = '') {
    super('InvalidRequest', message);
    this.problem = problem;
    this.about = about;
    this.instead = instead;
  }
}
