import type { Overflow } from '@slack/types';
import type { ApprovalRequest } from '../../approval/approval.ts';
import { isDelegable } from '../../approval/delegation.ts';
import { isEmail } from '../../approval/people.ts';
import type { Wording } from '../../wording/index.ts';

/** The action id of the menu beside the buttons. */
export const DELEGATE = 'delegate';
/** The value of the menu's option: whether the form also takes an e-mail address. */
export const WITH_ADDRESS = 'with_address';
const PERSON_ONLY = 'person_only';

/**
 * The menu from which an approver delegates; none if the request offers no delegation. An option has at most 150 characters, so
 * the sealed payload is read from a button of the same message.
 */
export function delegateMenu(request: ApprovalRequest, { delegation }: Wording): readonly Overflow[] {
  if (!isDelegable(request)) return [];
  const value = takesAddress(request) ? WITH_ADDRESS : PERSON_ONLY;
  return [
    {
      type: 'overflow',
      action_id: DELEGATE,
      options: [{ text: { type: 'plain_text', text: delegation.button }, value }],
    },
  ];
}

/** Whether a person without a Slack account may be named. */
function takesAddress({ delegation, stages }: ApprovalRequest): boolean {
  return delegation === 'anyone' || stages.some(({ approvers = [] }) => approvers.some(isEmail));
}
