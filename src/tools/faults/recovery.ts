import { hasButtons } from '../../local/slack/messages.ts';
import { contradictions, endOf, isDecided, newest, wasAsked } from './ends.ts';
import type { Played } from './scenario.ts';
import type { Seen } from './seen.ts';
import { cardsIn, isOpen, messagesIn, type Stage } from './stage.ts';

const isOpenIn = {
  slack: ({ slack }: Stage) => messagesIn(slack).some(hasButtons),
  teams: ({ stack }: Stage) => cardsIn(stack.teams).some(isOpen),
};

/**
 * @param again what the person does if the first answer does not say that it was done
 * @param via where the buttons are that this person sees
 */
export async function decided(
  stage: Stage,
  seen: Seen,
  decision: 'approve' | 'reject',
  again: () => Promise<Seen>,
  via: 'slack' | 'teams' = 'slack',
): Promise<Played> {
  const wasDecided = isDecided(stage);
  const denied = contradictions(seen, wasDecided);
  const second = seen.isDone !== 'yes' && (!wasDecided || isOpenIn[via](stage)) ? await again() : undefined;
  const end = await endOf(stage, decision);
  return {
    sees: seen.text,
    ends: end.ends,
    violations: [
      ...denied,
      ...(second && second.isDone !== 'yes' ? [`The second try is not accepted: ${second.text}`] : []),
      ...end.violations,
    ],
  };
}

/** A person who is not sure looks whether the request is there before they try again. */
export async function started(stage: Stage, seen: Seen, again: () => Promise<unknown>): Promise<Played> {
  const { stack, until } = stage;
  const wasStarted = stack.executions().length > 0;
  const denied = contradictions(seen, wasStarted);
  if (!wasStarted) await again();
  await until('the request', () => wasAsked(newest(stage)) || newest(stage).status !== 'RUNNING');
  const executions = stack.executions().length;
  return {
    sees: seen.text,
    ends: `${count(executions, 'request')}; ${asking(stage).text}`,
    violations: [
      ...denied,
      ...(executions === 1 ? [] : ['The request was started twice.']),
      ...(wasAsked(newest(stage)) ? [] : ['The request is lost.']),
    ],
  };
}

/** Nothing was to change, and nothing has: the request still waits, and the same works after the fault. */
export function stillWaiting(stage: Stage, seen: Seen, again: Seen): Played {
  return {
    sees: seen.text,
    ends: 'it works the next time; the request still waits',
    violations: [
      ...(newest(stage).status === 'RUNNING' && !isDecided(stage) ? [] : ['The request waits no more.']),
      ...(again.isDone === 'yes' ? [] : [`It does not work after the fault: ${again.text}`]),
    ],
  };
}

/**
 * How many messages, cards and mails ask. Teams asks to try again after some errors, and does not tell which cards it has: one whose
 * answer was lost may be there twice.
 */
export function asking({ slack, stack, lines }: Stage) {
  const messages = messagesIn(slack).length;
  const cards = cardsIn(stack.teams).length;
  const mails = stack.emails().length;
  const text = `${count(messages, 'message')}, ${count(cards, 'card')} and ${count(mails, 'mail')} ask`;
  const isLost = lines.some(({ event, surface }) => event === 'ask_failed' && surface === 'teams');
  return { text, isTwice: messages > 1 || (cards > 1 && !isLost) || mails > 1 };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
