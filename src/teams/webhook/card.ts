import { type Approval, lastRound, resolutionOf, waitsUntil } from '../../approval/approval.ts';
import { plainText } from '../../approval/rich-text.ts';
import type { Button, Notice } from '../../approval/surface.ts';
import { cut, fitDetails } from '../../approval/text.ts';
import { Refusal } from '../../callback/errors.ts';
import { type Wording, wordingFor } from '../../wording/index.ts';
import { styleOf, titleOf } from '../card/answer.ts';
import {
  type AdaptiveCard,
  adaptiveCard,
  CARD_TYPE,
  type Element,
  type OpenUrlAction,
  textBlock,
} from '../card/elements.ts';
import { escapeMarkdown, richMarkdown, teamsDate } from '../card/markdown.ts';
import { statusContainer, statusText } from '../card/status.ts';
import { voteElements } from '../card/votes.ts';
import { TEAMS_WEBHOOK } from '../names.ts';
import { noticeText } from '../notice-text.ts';

/** What the webhook expects: a message that contains the card, or the bare card. */
export type WebhookBody = 'message' | 'card';

/** A webhook takes 28 KB (Teams: "Create incoming webhooks with Workflows"); some room is left for the service. */
const MAX_BYTES = 27_000;
/** Room for the line that counts the details that are left out. */
const MAX_REST_BYTES = 300;
const MAX_SUMMARY = 500;
const MAX_APPROVERS = 2_000;

/**
 * The body of a post, as JSON of less than 28 KB. Details that do not fit are left out, never links.
 *
 * @param buttons empty if no person can decide by a link
 * @throws {Refusal} UrlTooLong if the links alone do not fit
 */
export function webhookBody(approval: Approval, buttons: readonly Button[], kind: WebhookBody): string {
  const { request } = approval;
  const wording = wordingFor(request.locale);
  const facts = request.details.map(({ label, value }) => ({
    title: escapeMarkdown(label),
    value: richMarkdown(value),
  }));
  const bodyWith = (details: readonly Element[]) =>
    JSON.stringify(wrapped(card(approval, details, buttons, wording), kind));
  const room = MAX_BYTES - MAX_REST_BYTES - Buffer.byteLength(bodyWith([]));
  if (room < 0) throw tooLong();
  const { shown, left } = fitDetails(facts, room, (fact) => Buffer.byteLength(JSON.stringify(fact)) + 1);
  return bodyWith([
    ...(shown.length > 0 ? [{ type: 'FactSet' as const, facts: shown }] : []),
    ...(left > 0 ? [textBlock(wording.moreDetails(left), { isSubtle: true })] : []),
  ]);
}

/**
 * The body of a post that says that a request still waits, with the links again.
 *
 * @throws {Refusal} UrlTooLong if the links do not fit
 */
export function noticeBody(
  kind: Notice['kind'],
  approval: Approval,
  buttons: readonly Button[],
  wrapping: WebhookBody,
): string {
  const wording = wordingFor(approval.request.locale);
  // All readers of the channel see the card, not only the people who may decide from now on.
  const shown = kind === 'escalation' ? 'reminder' : kind;
  const text = noticeText(shown, approval, { text: escapeMarkdown, date: teamsDate });
  const content = adaptiveCard(
    [textBlock(text, { weight: 'bolder' }), ...waitingLines(approval, buttons, wording)],
    {
      version: '1.4',
      fallbackText: cut(plainText(noticeText(shown, approval)), MAX_SUMMARY),
      actions: buttons.map((button) => openUrl(button, wording)),
    },
  );
  const body = JSON.stringify(wrapped(content, wrapping));
  if (Buffer.byteLength(body) > MAX_BYTES) throw tooLong();
  return body;
}

function tooLong(): Refusal {
  return new Refusal('UrlTooLong', 'The links are too long for a card of less than 28 KB.');
}

function wrapped(content: AdaptiveCard, kind: WebhookBody): object {
  if (kind === 'card') return content;
  return { type: 'message', attachments: [{ contentType: CARD_TYPE, contentUrl: null, content }] };
}

function card(
  approval: Approval,
  details: readonly Element[],
  buttons: readonly Button[],
  wording: Wording,
): AdaptiveCard {
  const { title, requester } = approval.request;
  const resolution = resolutionOf(approval);
  const body = [
    textBlock(escapeMarkdown(title), { size: 'large', weight: 'bolder' }),
    textBlock(escapeMarkdown(wording.askedBy(requester.name)), { isSubtle: true, spacing: 'none' }),
    ...details,
    ...(resolution
      ? [statusContainer(resolution, wording), ...voteElements(approval, wording)]
      : waitingLines(approval, buttons, wording)),
  ];
  const summary = resolution
    ? `${title}${wording.colon}${statusText(resolution, wording)}`
    : wording.mail.asked(title, requester.name);
  return adaptiveCard(body, {
    version: '1.4',
    fallbackText: cut(plainText(summary), MAX_SUMMARY),
    actions: resolution ? [] : buttons.map((button) => openUrl(button, wording)),
  });
}

function waitingLines(approval: Approval, buttons: readonly Button[], wording: Wording): readonly Element[] {
  const { approvers } = approval.request.policy;
  const until = waitsUntil(approval);
  const line = (text: string) => textBlock(text, { isSubtle: true, spacing: 'small' });
  const pending = [wording.chat.pending, ...(until ? [wording.expires(until, teamsDate(until))] : [])];
  // Names, not mentions: an unknown address would make Teams mention another person in its place.
  const names = approvers && escapeMarkdown(cut(approvers.join(', '), MAX_APPROVERS));
  return [
    line(pending.join(' · ')),
    ...voteElements(approval, wording),
    ...(names ? [line(wording.chat.approvers(names))] : []),
    line(buttons.length > 0 ? wording.mail.linksConfirm : whereToDecide(approval, wording)),
  ];
}

/** Names the surfaces where the approvers were asked before. */
function whereToDecide(approval: Approval, { mail, votes }: Wording): string {
  const { approvers, self_approval: selfApproval } = approval.request.policy;
  const surfaces = Object.keys(lastRound(approval).shown).filter((name) => name !== TEAMS_WEBHOOK);
  if (approvers) return mail.noLinks(surfaces);
  return selfApproval === false ? mail.notRequester(surfaces) : votes.voteOn(surfaces);
}

function openUrl(button: Button, wording: Wording): OpenUrlAction {
  return {
    type: 'Action.OpenUrl',
    title: titleOf(button, wording),
    url: button.url,
    ...styleOf(button),
  };
}
