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
