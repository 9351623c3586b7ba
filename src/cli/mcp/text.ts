import type { AskedRequest } from '../../approval/asked-request.ts';
import { ended } from '../text.ts';

/** What an agent reads. It is written as an instruction, because the agent follows it. */

export const ASK_FIRST =
  'Use these tools before you do something that a person must allow, such as a release, a payment, a deletion, or a change of production. Ask with request_approval, and act only after get_approval says that the request is approved.';

export const REQUEST_APPROVAL =
  'Asks a person for an approval, in Slack, Microsoft Teams or by e-mail. Call it before you do something that a person must allow. It returns an id at once, and the answer takes minutes, hours or days. Do not act yet: call get_approval with the id until the status is "approved". The title and the details must say completely what you will do, because the person sees nothing else.';

export const GET_APPROVAL =
  'Tells how a request of request_approval stands. Act only if the status is "approved", and do only what its title and details say. While the status is "waiting", do not act: do other work, or call this tool again. For each other status, do not act, and tell your user. Do not ask again for the same thing unless your user says so.';

export const MEMBERS = {
  title: 'What you will do if it is approved, in one line, such as “Delete the database staging-2”.',
  details:
    'Lines below the title, by their labels: all that a person needs to decide, such as {"Reason": "…", "Command": "…"}.',
  approvers:
    'Only these people may decide: e-mail addresses, ids of Slack users or groups, or aad:<object id> in Teams. Leave it out to ask the usual people. Name no person who has not agreed to this.',
  approvals: 'How many people must approve; by default one.',
  channel: 'The id of a Slack channel, such as C0123456789. Leave it out to use the usual channel.',
  teams_channel: 'The id of, or the link to, a channel in Teams. Leave it out to use the usual channel.',
  locale: 'The language of the request: en, de or zh.',
  id: 'The id that request_approval returned.',
  wait_seconds: 'How long to wait for the answer, up to 50 seconds; by default, the tool answers at once.',
};

/** Stands behind the name of the program that asks. People read it. */
export const AI_AGENT = ' (AI agent)';

export const ASKED = 'The request was sent. Do not act yet.';
export const LATER = 'There is no answer yet. Do not act.';
export const UNAVAILABLE =
  'AWS cannot be reached, so it is not known whether there is an answer. Do not act. Try again later.';

/** How a request stands, and what the agent may do now. @param waiting what to say while there is no answer */
export function toolText(
  id: string,
  { title, details = {}, resolution }: AskedRequest,
  waiting: string,
): string {
  if (!resolution) return `${waiting} Call get_approval later with the id ${id}.`;
  const lines = Object.entries(details).map(([label, value]) => `${label}: ${value}`);
  return [ended(resolution), `The request was: ${title}`, ...lines, MAY[resolution.status]].join('\n');
}

const NOT = 'Do not do it. Tell your user.';
const MAY = {
  approved: 'You may do it now: only what the title and the details of the request say.',
  rejected: NOT,
  answered: 'This is neither an approval nor a rejection. Do only what this answer allows, or ask your user.',
  expired: NOT,
  cancelled: NOT,
  failed: NOT,
} as const;
