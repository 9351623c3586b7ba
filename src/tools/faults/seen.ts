import { pageText } from '../../local/demo/as-text.ts';
import { isObject } from '../../local/json.ts';
import { DeliveryError } from '../../local/slack/delivery-error.ts';
import type { EmbeddedSlack } from '../../local/slack/embedded-slack.ts';
import { hasButtons } from '../../local/slack/messages.ts';
import { wordingFor } from '../../wording/index.ts';
import { messagesIn, type Stage } from './stage.ts';

/** What a person sees after what they did, and what it tells them about the change that they wanted. */
export interface Seen {
  readonly text: string;
  /** `cannot tell`: the person has to look, or to try again. */
  readonly isDone: 'yes' | 'no' | 'cannot tell';
}

/** The promise of /respond, in milliseconds. */
const PAGE_WITHIN_MS = 8_000;

/** Sends a request as a browser does, and reads the page. */
export async function seenOnPage(url: string, method: 'GET' | 'POST'): Promise<Seen> {
  const signal = AbortSignal.timeout(PAGE_WITHIN_MS);
  const response = await fetch(url, { method, headers: { accept: 'text/html' }, signal });
  const page = await response.text();
  const [heading = page, sentence = ''] = pageText(page).split('\n');
  const isDone = response.ok ? 'yes' : response.status < 500 ? 'no' : 'cannot tell';
  return { text: `${response.status} “${plain(response.ok ? heading : `${heading}: ${sentence}`)}”`, isDone };
}

/** Does something in Slack, and reads what this person alone sees then: a reply, a modal, or errors in its fields. */
export async function seenInSlack(
  { slack }: Pick<Stage, 'slack'>,
  user: string,
  act: () => Promise<unknown>,
): Promise<Seen> {
  const before = new Set(slack.messages().map(({ ts }) => ts));
  try {
    await act();
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code !== 'EndpointFailed') throw error;
    return { text: `an error of Slack itself: ${error.message}`, isDone: 'cannot tell' };
  }
  const replies = slack
    .messages()
    .filter(({ ts, visible_to }) => visible_to !== undefined && !before.has(ts));
  const { modal, errors } = slack.views(user);
  const texts = [
    ...replies.map(({ text, blocks }) => quoted(textsIn(blocks ?? []).join(' ') || text)),
    ...Object.values(errors).map(quoted),
    ...(modal && Object.keys(errors).length === 0
      ? [`a modal: ${quoted(textsIn([modal.title, ...modal.blocks]).join(' · '))}`]
      : []),
  ];
  const text = texts.join('; ');
  // Slack keeps a form with errors open: nothing was sent.
  return { text, isDone: Object.keys(errors).length > 0 ? 'no' : isDone(text) };
}

export function quoted(text: string): string {
  return `“${plain(text)}”`;
}

/** Reads in an answer of a chat whether what a person wanted was done. */
export function isDone(text: string): Seen['isDone'] {
  const { chat } = wordingFor('en');
  if (text.includes('We do not know whether this worked')) return 'cannot tell';
  const isNo = [chat.failed('').trim(), chat.tookLong, chat.refused('').trim()].some((sentence) =>
    text.includes(sentence),
  );
  return isNo ? 'no' : 'yes';
}

/** What the channel shows of the request. */
export function messageSeen(slack: EmbeddedSlack): string {
  const [message] = messagesIn(slack);
  if (!message) return 'no message';
  return hasButtons(message) ? 'the message keeps its buttons' : `the message says “${plain(message.text)}”`;
}

/** What was written to one person alone: in a thread, or in a direct message, also in Teams. */
export function wordsTo(user: string, { slack, stack }: Pick<Stage, 'slack' | 'stack'>): readonly string[] {
  const id = slack.workspace.users.find(({ name }) => name === user)?.id;
  const inSlack = slack
    .messages()
    .filter(({ ts, thread_ts = ts, direct_to }) => thread_ts !== ts || direct_to === id);
  const { messages, people, bot } = stack.teams;
  const teamsId = people.find(({ handle }) => handle === user)?.id;
  const inTeams = messages().filter(
    ({ from, replyToId, visible_to }) => from.id === bot.id && (replyToId || visible_to === teamsId),
  );
  return [...inSlack, ...inTeams].map(({ text = '' }) => text);
}

/** Every text in the channel and in the mails: none of them may show a raw error. */
export function textsShown({ slack, stack }: Pick<Stage, 'slack' | 'stack'>): readonly string[] {
  return [
    ...slack.messages().flatMap(({ text, blocks }) => [text, ...textsIn(blocks ?? [])]),
    ...stack.teams
      .messages()
      .flatMap(({ text = '', attachments, private_answers }) => [
        text,
        ...textsIn(attachments ?? []),
        ...textsIn(Object.values(private_answers ?? {})),
      ]),
    ...stack.emails().flatMap(({ subject, message }) => [subject, message]),
  ];
}

/** The texts of blocks, in their order. */
export function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  const { text, ...others } = value;
  return [
    ...(typeof text === 'string' ? [text] : textsIn(text)),
    ...textsIn(Object.values(others).filter((one) => typeof one === 'object')),
  ];
}

/** Without what differs from run to run: ids, times and places. */
export function plain(text: string): string {
  return text
    .replace(/<@\w+(?:\|[^>]*)?>/g, '@person')
    .replace(/<#\w+(?:\|[^>]*)?>/g, '#channel')
    .replace(/<!date\^[^>]*>/g, 'TIME')
    .replace(/\{\{DATE\([^)]*\)\}\} \{\{TIME\([^)]*\)\}\}/g, 'TIME')
    .replace(/<at>[^<]*<\/at>/g, '@person')
    .replace(/<\/?b>|<br ?\/?>/g, ' ')
    .replace(/<?https?:\/\/[^\s|>]+\|?/g, 'LINK ')
    .replace(/\d{1,2} \w+ 20\d\d,? (?:at )?\d\d:\d\d(?::\d\d)? \w+/g, 'TIME')
    .replace(/\b\d+ (?:seconds?|minutes?) ago|\b(?:now|just now)\b/g, 'TIME ago')
    .replace(/[\da-f]{8}-[\da-f-]{27}|\b[\w-]*[\da-f]{16,}\b/g, 'ID')
    .replace(/\s+/g, ' ')
    .trim();
}

const RAW = [
  /\bat \S+ \(?\S+:\d+:\d+/,
  /\b\w+(?:Exception|Error)\b/,
  /\bE[A-Z]{5,}\b/,
  /\bundefined\b|\[object |"__type"|<!doctype|Unexpected token|Internal Server Error|socket hang up|operation_timeout/i,
];

/** Whether a text for people shows what only programmers understand. */
export function isRaw(text: string): boolean {
  return RAW.some((pattern) => pattern.test(text));
}
