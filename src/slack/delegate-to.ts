import { answerTo } from '../approval/lookup.ts';
import type { Press } from '../approval/verdict.ts';
import { Refusal } from '../callback/errors.ts';
import type { Payload } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';
import { DELEGATE_TO } from './blocks/delegate-modal.ts';
import type { Submission } from './blocks/modals.ts';
import { isUserId } from './ids.ts';
import { nameOfPerson } from './person-names.ts';
import type { SlackPorts } from './ports.ts';
import { mayBeReached } from './reach.ts';

/** How long a press waits until Slack tells whether it knows the person. */
const KNOWN_WITHIN_MS = 600;

/** Whom an approver names in the modal, and the field that says so. Two people are one text, which names no person. */
export function namedIn({ view }: Submission): { readonly field: string; readonly person: string } {
  const { values } = view.state;
  const { person, address } = DELEGATE_TO;
  const picked = values[person]?.[person]?.selected_user ?? '';
  const typed = values[address]?.[address]?.value?.trim() ?? '';
  return { field: typed ? address : person, person: `${picked} ${typed}`.trim() };
}

type Delegate = NonNullable<Press['delegateTo']>;

/**
 * Looks up the person whom an approver names. The result waits for the payload, which tells the language.
 *
 * @param person the id of a user, or an address
 * @returns throws the refusal DelegationRefused for an account that no person uses
 */
export function lookUpDelegate(person: string, ports: SlackPorts): (payload: Payload) => Promise<Delegate> {
  const lookup = { deadline: ports.timeout(KNOWN_WITHIN_MS), log: ports.log };
  // An address may belong to a person outside Slack.
  const finding = isUserId(person)
    ? answerTo(ports.people.findApprover(person), lookup)
    : Promise.resolve('no answer' as const);
  const naming = nameOfPerson(person, ports);
  return async ({ context }) => {
    const [presence, name] = await Promise.all([finding, naming]);
    if (mayBeReached(presence)) return { person, name };
    const { slack } = wordingFor(context?.locale ?? ports.locale);
    throw new Refusal('DelegationRefused', `${name ?? person}: ${slack.unreachable[presence]}`);
  };
}
