import type { Email } from '../aws/sns/email.ts';
import { isObject } from '../json.ts';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { SlackMessage } from '../slack/messages.ts';
import type { SlackView } from '../slack/views.ts';
import type { TeamsMessage } from '../teams/messages.ts';

/** In characters. Callback URLs have more than 1,000, so they are cut. */
const LONGEST_LINK = 72;

export function mailText({ to, subject, message }: Pick<Email, 'to' | 'subject' | 'message'>): string {
  const body = message.replace(/https?:\/\/\S+/g, (link) =>
    link.length > LONGEST_LINK ? `${link.slice(0, LONGEST_LINK)}…` : link,
  );
  return `To: ${to}\nSubject: ${subject}\n\n${body}`;
}

/** The text of an HTML page, with one line for each block and with buttons in brackets. */
export function pageText(page: string): string {
  const [, main = ''] = /<main[^>]*>(.*)<\/main>/s.exec(page) ?? [];
  const lines = main
    .replace(/<button[^>]*>(.*?)<\/button>/gs, '[ $1 ]\n')
    .replace(/<dt>(.*?)<\/dt>\s*<dd>/gs, '$1: ')
    .replace(/<\/(h1|p|dd|label)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .split('\n');
  return lines
    .map((line) => decodeEntities(line.trim()))
    .filter(Boolean)
    .join('\n');
}

export function slackText(
  { blocks = [], text }: SlackMessage,
  workspace: EmbeddedSlack['workspace'],
): string {
  const names = new Map([...workspace.users, workspace.bot].map(({ id, realName }) => [id, realName]));
  const lines = blocks.map(blockText).filter(Boolean);
  return (lines.join('\n') || text)
    .replace(/<@(\w+)>/g, (_, id: string) => `@${names.get(id) ?? id}`)
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/:\w+: /g, '')
    .replaceAll('*', '');
}

/** The texts of the cards in a message of Teams, with one line for each element and with buttons in brackets. */
export function teamsText({ attachments = [] }: TeamsMessage): string {
  const lines = attachments.flatMap(({ content }) => cardLines(isObject(content) ? content : {}));
  return lines
    .join('\n')
    .replace(/\{\{DATE\(([^,)]+)[^)]*\)\}\} \{\{TIME\([^)]*\)\}\}/g, (_, date: string) => dateText(date))
    .replace(/\\([*_[\]()~`#+.!-])/g, '$1');
}

function cardLines({ body, actions }: Readonly<Record<string, unknown>>): string[] {
  const buttons = list(actions).map((action) => (isObject(action) ? `[ ${action.title} ]` : ''));
  return [...list(body).flatMap(elementLines), ...(buttons.length > 0 ? [buttons.join(' ')] : [])];
}

function elementLines(element: unknown): string[] {
  if (!isObject(element)) return [];
  const { text, facts, items } = element;
  const pairs = list(facts).map((fact) => (isObject(fact) ? `${fact.title}: ${fact.value}` : ''));
  return [...(typeof text === 'string' ? [text] : []), ...pairs, ...list(items).flatMap(elementLines)];
}

/** Teams shows a date in the time zone of each reader, and this terminal in UTC. */
function dateText(date: string): string {
  const options = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Date(date).toLocaleString('en-GB', options)} UTC`;
}

/** The title of a modal, its fields, and its buttons in brackets. */
export function modalText({ title, blocks, submit, close }: SlackView): string {
  const fields = blocks.map(({ label, element }) => `${textOf(label)}: ${initialValue(element) ?? '______'}`);
  return [textOf(title), ...fields, `[ ${textOf(submit)} ] [ ${textOf(close)} ]`].join('\n');
}

/** What a text or a number has at first. */
function initialValue(element: unknown): unknown {
  return isObject(element) ? element.initial_value : undefined;
}

function blockText({ type, text, elements, fields }: Record<string, unknown>): string {
  const parts = [text, ...list(fields), ...list(elements)].map(textOf).filter(Boolean);
  return type === 'actions' ? parts.map((part) => `[ ${part} ]`).join(' ') : parts.join('\n');
}

/** The text of a text object, or of an element that contains a text object. */
function textOf(object: unknown): string {
  if (!isObject(object)) return '';
  return typeof object.text === 'string' ? object.text : textOf(object.text);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function decodeEntities(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
