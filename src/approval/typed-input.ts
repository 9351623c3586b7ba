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

/** Members of a request that say who may decide, and how. */
export type PolicyKey = 'approvers' | 'self_approval' | 'confirm';

/** As people write them, of which only letters and digits count, without case. */
const POLICY_KEYS: ReadonlyMap<string, PolicyKey> = new Map<string, PolicyKey>([
  ['approver', 'approvers'],
  ['approvers', 'approvers'],
  ['selfapproval', 'self_approval'],
  ['selfapprovals', 'self_approval'],
  ['confirm', 'confirm'],
]);

/** Which key somebody meant; undefined for anything else. */
export function policyKeyOf(key: string): PolicyKey | undefined {
  return POLICY_KEYS.get(key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
}
