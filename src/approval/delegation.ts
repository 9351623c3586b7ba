import { isObject } from '../callback/json.ts';
import type { ApprovalRequest, Delegation, Stage } from './approval.ts';
import { personIn, personToJson } from './decision.ts';
import { isEmail, isSameAddress } from './people.ts';
import { oneLine } from './text.ts';

/** One stage after an approver has named another person. An approver in a group stays there, but may not decide any more. */
export function delegated(stage: Stage, delegation: Delegation): Stage {
  const { from, to } = delegation;
  const isFrom = (one: string) =>
    one === from.id || (from.email !== undefined && isSameAddress(one, from.email));
  const others = (stage.approvers ?? []).filter((one) => !isFrom(one));
  return {
    ...stage,
    approvers: [...new Set([...others, to])],
    delegations: [...(stage.delegations ?? []), delegation],
  };
}

/** Whether a message offers to delegate: its approvers may name another person, and there is one whom they may name. */
export function isDelegable({ delegation, policy, stages }: ApprovalRequest): boolean {
  if (!policy.rounds || !policy.approvers || delegation === 'off') return false;
  return delegation === 'anyone' || new Set(stages.flatMap(({ approvers = [] }) => approvers)).size > 1;
}

export type DelegationJson = ReturnType<typeof delegationToJson>;

/** A delegation as JSON: the member `delegation` of a cause, or one of `delegations`. */
export function delegationToJson({ from, to, name, via, at }: Delegation) {
  return {
    from: personToJson(from),
    to,
    ...(name !== undefined && { name }),
    via,
    at: at.toISOString(),
  };
}

/** Reads a delegation from JSON that another program may have written; undefined if it is none. */
export function readDelegation(value: unknown): Delegation | undefined {
  if (!isObject(value) || !isObject(value.from)) return undefined;
  const { to, name, via } = value;
  const at = new Date(typeof value.at === 'string' ? value.at : Number.NaN);
  if (typeof to !== 'string' || typeof via !== 'string' || Number.isNaN(at.getTime())) return undefined;
  return {
    from: personIn(value.from),
    to,
    ...(typeof name === 'string' && { name: oneLine(name) }),
    via,
    at,
  };
}

/** A person by an id on a surface, or by an address. */
export function personNamed(approver: string) {
  return isEmail(approver) ? { email: approver } : { id: approver };
}
