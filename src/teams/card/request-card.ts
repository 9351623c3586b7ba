import { type Approval, type ApprovalRequest, type Resolution, waitsUntil } from '../../approval/approval.ts';
import { withGivenInputs } from '../../approval/given-inputs.ts';
import { plainText } from '../../approval/rich-text.ts';
import type { Button } from '../../approval/surface.ts';
import { cut, fitDetails } from '../../approval/text.ts';
import { type Wording, wordingFor } from '../../wording/index.ts';
import type { Activity, MentionEntity } from '../activity.ts';
import { decideActions } from './decide-actions.ts';
import { delegateActions } from './delegate-actions.ts';
import { type Action, adaptiveCard, attachmentOf, type Element, textBlock } from './elements.ts';
import { escapeMarkdown, richMarkdown, teamsDate } from './markdown.ts';
import { type Mentionable, mentionOf } from './mention.ts';
import { statusContainer, statusText } from './status.ts';
import { voteElements } from './votes.ts';

/**
 * A message may have 100 KB in UTF-16, with what Teams adds to it (Teams: "Format your bot messages"): 80 KB are 40,000
 * characters of JSON.
 */
const MAX_MESSAGE = 40_000;
/** What notifications show of a message. */
const MAX_SUMMARY = 500;
/** Room for the line that counts the details that are left out. */
const MAX_REST = 200;

/** The members of the channel among the approvers, by the approver as the request names them. */
export type Mentions = ReadonlyMap<string, Mentionable>;

/** The message of a request that waits. */
export function waitingMessage(approval: Approval, buttons: readonly Button[], mentions: Mentions): Activity {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const until = waitsUntil(approval);
  const approvers = approverList(request, mentions);
  const line = (text: string) => textBlock(text, { isSubtle: true, spacing: 'small' });
  const pending = [wording.chat.pending, ...(until ? [wording.expires(until, teamsDate(until))] : [])];
  const summary = [
    wording.mail.asked(request.title, request.requester.name),
    ...(until ? [`${wording.expires(until)}${wording.stop}`] : []),
  ].join(' ');
  return requestMessage(request, {
    wording,
    summary,
    status: [
      line(pending.join(' · ')),
      ...voteElements(approval, wording),
      ...(approvers ? [line(wording.chat.approvers(approvers.text))] : []),
    ],
    actions: [...decideActions(buttons, request, wording), ...delegateActions(buttons, request, wording)],
    mentions: approvers?.mentions ?? [],
  });
}

/** The message of a request that has ended: it tells how, with the votes that counted, and has no buttons. */
export function endedMessage(approval: Approval, resolution: Resolution): Activity {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  return requestMessage(withGivenInputs(approval, resolution, wording).request, {
    wording,
    summary: `${request.title}${wording.colon}${statusText(resolution, wording)}`,
    status: [statusContainer(resolution, wording), ...voteElements(approval, wording)],
    actions: [],
    mentions: [],
  });
}

interface Parts {
  readonly wording: Wording;
  /** Plain text */
  readonly summary: string;
  readonly status: readonly Element[];
  readonly actions: readonly Action[];
  readonly mentions: readonly MentionEntity[];
}

function requestMessage(request: ApprovalRequest, parts: Parts): Activity {
  const without = messageWith([], request, parts);
  const room = MAX_MESSAGE - MAX_REST - JSON.stringify(without).length;
  return messageWith(detailElements(request, room, parts.wording), request, parts);
}

function messageWith(
  details: readonly Element[],
  { title, requester }: ApprovalRequest,
  { wording, summary: whole, status, actions, mentions }: Parts,
): Activity {
  const summary = cut(plainText(whole), MAX_SUMMARY);
  const body = [
    textBlock(escapeMarkdown(title), { style: 'heading', size: 'large', weight: 'bolder' }),
    textBlock(escapeMarkdown(wording.askedBy(requester.name)), { isSubtle: true, spacing: 'none' }),
    ...details,
    ...status,
  ];
  const card = adaptiveCard(body, { fallbackText: summary, actions, mentions });
  return { type: 'message', summary, attachments: [attachmentOf(card)] };
}

/** @param room how many characters of JSON the details may have */
function detailElements({ details }: ApprovalRequest, room: number, wording: Wording): readonly Element[] {
  const facts = details.map(({ label, value }) => ({
    title: escapeMarkdown(label),
    value: richMarkdown(value),
  }));
  const { shown, left } = fitDetails(facts, room, (fact) => JSON.stringify(fact).length + 1);
  return [
    ...(shown.length > 0 ? [{ type: 'FactSet' as const, facts: shown }] : []),
    ...(left > 0 ? [textBlock(wording.moreDetails(left), { isSubtle: true })] : []),
  ];
}

/** Mentions the approvers who are in the channel, and names the others. */
function approverList({ policy: { approvers } }: ApprovalRequest, mentions: Mentions) {
  if (!approvers) return undefined;
  const listed = approvers.map((approver) => {
    const person = mentions.get(approver);
    return person ? mentionOf(person) : approver;
  });
  return {
    text: listed.map((one) => (typeof one === 'string' ? escapeMarkdown(one) : one.text)).join(', '),
    mentions: listed.filter((one) => typeof one !== 'string'),
  };
}
