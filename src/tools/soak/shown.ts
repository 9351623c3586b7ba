import type { SlackMessage } from '../../local/slack/messages.ts';
import { hasButtons } from '../../local/slack/messages.ts';
import type { TeamsMessage } from '../../local/teams/messages.ts';
import type { Stage } from './stage.ts';

/** What people see of a request that waits. */
export interface Asked {
  /** A word that only this request has, in all its texts. */
  readonly word: string;
  readonly execution: string;
  readonly message: SlackMessage;
  readonly card: TeamsMessage;
  readonly mails: readonly Mail[];
}

export interface Mail {
  readonly to: string;
  readonly message: string;
}

/** Undefined if a surface does not show the request. */
export function askedIn({ slack, stack }: Stage, word: string, execution: string): Asked | undefined {
  // The newest first: each of them is about as new as this request.
  const message = slack.messages().findLast((one) => hasButtons(one) && has(one, word));
  const card = stack.teams.messages().findLast((one) => isOpen(one) && has(one, word));
  const mails = stack.emails().filter((one) => one.message.includes(word));
  return message && card && mails.length > 0 ? { word, execution, message, card, mails } : undefined;
}

/** What does not show how a request ended, in words. */
export function notShown({ slack, stack }: Stage, { word, message, card }: Asked): string[] {
  const shownMessage = slack.messages().find(({ ts }) => ts === message.ts);
  const shownCard = stack.teams.messages().find(({ id }) => id === card.id);
  // The first e-mail has links, and may be dropped by now.
  const isTold = stack.emails().some(({ message: text }) => text.includes(word) && !text.includes('http'));
  return [
    ...(!shownMessage || hasButtons(shownMessage) ? ['Slack does not show the end.'] : []),
    ...(!shownCard || isOpen(shownCard) ? ['Teams does not show the end.'] : []),
    ...(isTold ? [] : ['No e-mail tells the end.']),
  ];
}

/** Why an execution did not end as expected, in words. */
export function notEnded({ stack }: Stage, execution: string, expected: string): string[] {
  const found = stack.executions().find(({ name }) => name === execution);
  if (!found) return ['The execution is gone.'];
  const { status, output = '' } = found;
  if (status === 'RUNNING') return ['The execution did not end.'];
  if (expected === status) return [];
  // The cause of a rejection is JSON inside of JSON.
  const isExpected = output.replaceAll('\\', '').includes(`"action":"${expected}"`);
  return isExpected ? [] : [`The execution ended with ${status}, and not with ${expected}.`];
}

function has(one: object, word: string): boolean {
  return JSON.stringify(one).includes(word);
}

function isOpen({ attachments = [], visible_to }: TeamsMessage): boolean {
  return visible_to === undefined && JSON.stringify(attachments).includes('"Action.Execute"');
}
