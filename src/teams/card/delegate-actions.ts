import type { ApprovalRequest } from '../../approval/approval.ts';
import { isDelegable } from '../../approval/delegation.ts';
import type { Button } from '../../approval/surface.ts';
import type { Wording } from '../../wording/index.ts';
import type { DecideData } from './decide-actions.ts';
import { type Action, type Element, PEOPLE_PICKER } from './elements.ts';

/** The verb of the button that delegates. Its data is that of the first answer. */
export const DELEGATE = 'delegate';

/** The ids of the inputs that name the other person: one of them is filled in. */
export const DELEGATE_TO = { person: 'delegate:person', address: 'delegate:address' } as const;

/** An e-mail address has at most 254 characters. */
const MAX_ADDRESS = 254;

/** The button that opens a part of the card where an approver names another person; none if the request offers no delegation. */
export function delegateActions(
  buttons: readonly Button[],
  request: ApprovalRequest,
  wording: Wording,
): readonly Action[] {
  const [first] = buttons;
  if (!first || !isDelegable(request)) return [];
  const { button, submit } = wording.delegation;
  const data: DecideData = { payload: first.sealed };
  return [
    {
      type: 'Action.ShowCard',
      title: `${button} …`,
      card: {
        type: 'AdaptiveCard',
        body: inputs(wording),
        actions: [
          {
            type: 'Action.Execute',
            title: submit,
            verb: DELEGATE,
            data: { ...data },
            associatedInputs: 'auto',
          },
        ],
      },
    },
  ];
}

/** A person of the organization is picked; for any other person, and for an approver who is named so, an address is typed. */
function inputs({ delegation }: Wording): readonly Element[] {
  return [
    {
      type: 'Input.ChoiceSet',
      id: DELEGATE_TO.person,
      label: delegation.person,
      choices: [],
      'choices.data': PEOPLE_PICKER,
    },
    {
      type: 'Input.Text',
      id: DELEGATE_TO.address,
      label: delegation.orAddress,
      maxLength: MAX_ADDRESS,
    },
  ];
}
