import { Refusal } from '../callback/errors.ts';

/** What can be wrong in a request that a person typed. The wordings have a sentence for each. */
export type Problem =
  | 'noName'
  | 'unknownApprover'
  | 'unknownGroup'
  | 'groupScopeMissing'
  | 'noApprovers'
  | 'tooManyApprovers'
  | 'neitherYesNorNo'
  | 'repeatedKey'
  | 'misplacedKey';

/** InvalidRequest with the problem, so that a surface can explain it in the language of the person who typed it. */
export class InvalidInput extends Refusal {
  readonly problem: Problem;
  /** The part of the sentence that changes: a key, a number or the typed text. */
  readonly about: string;

  /** @param message for the developers of a state machine; it repeats nothing that was typed */
  constructor(problem: Problem, message: string, about = '') {
    super('InvalidRequest', message);
    this.problem = problem;
    this.about = about;
  }
}

/** Members of a request that say who may decide, and how. */
export type PolicyKey = 'approvers' | 'self_approval' | 'confirm';

/** The spellings of each key. Only letters and digits count, in upper or lower case. */
const POLICY_KEYS: ReadonlyMap<string, PolicyKey> = new Map<string, PolicyKey>([
  ['approver', 'approvers'],
  ['approvers', 'approvers'],
  ['selfapproval', 'self_approval'],
  ['selfapprovals', 'self_approval'],
  ['confirm', 'confirm'],
]);

/** The key that a text means; undefined for any other text. */
export function policyKeyOf(key: string): PolicyKey | undefined {
  return POLICY_KEYS.get(key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
}
