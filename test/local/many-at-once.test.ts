import { expect, test } from 'vitest';
import type { Execution } from '../../src/local/aws/step-functions/execution.ts';
import { createUntil } from '../../src/local/demo/until.ts';
import { openLink, submitForm } from '../../src/local/demo/visitor.ts';
import type { Stack } from '../../src/local/stack.ts';
import { cardsFor } from '../../src/local/teams/cards-for.ts';
import { DECIDE_PREFIX } from '../../src/slack/blocks/decide-buttons.ts';
import { startTestStack } from './support/test-stack.ts';

/** `npm run test:load` asks for more. */
const REQUESTS = Number(process.env.REQUESTS ?? 50);

/** With more on a slow machine, most answers come too late. */
const RACES_AT_ONCE = 25;

/** The surfaces that race for a request: the first approves, the second rejects. */
const RACES = [
  ['slack', 'teams'],
  ['slack', 'email'],
  ['teams', 'email'],
] as const;
type Surface = (typeof RACES)[number][number];

const PLACES: Readonly<Record<Surface, string>> = {
  slack: 'in Slack',
  teams: 'in Teams',
  email: 'by e-mail',
};

const WITHIN_MS = 100_000;

test(`of ${REQUESTS} requests at once, each is decided by one of two surfaces, and all three tell it`, {
  timeout: WITHIN_MS,
}, async () => {
  // Two and more sends for each request in one channel: Teams would take minutes.
  const { stack, startExecution } = await startTestStack({ teamsSendsPerSecond: 100_000 });
  const until = createUntil(stack.onChange, AbortSignal.timeout(WITHIN_MS));
  const names = Array.from({ length: REQUESTS }, (_, index) => `R${index}.`);
  const all = () => requestsIn(stack, names);
  await Promise.all(names.map((name) => startExecution({ name })));
  await until('the requests', () => {
    const isEach = [stack.slack?.messages(), stack.teams.messages(), stack.emails()].every(hasEach);
    return isEach && all().every(({ message, activity, mail }) => message && activity && mail);
  });

  // One process plays all functions, so that some answers come too late, and these people press again.
  for (let open = all(); open.length > 0; open = all().filter(({ ends }) => ends === 0)) {
    for (let first = 0; first < open.length; first += RACES_AT_ONCE) {
      const now = open.slice(first, first + RACES_AT_ONCE);
      await Promise.allSettled(now.flatMap((request) => race(stack, request)));
    }
  }
  const ended = await until('the ends', () => {
    if (stack.emails().length < 2 * REQUESTS) return false;
    if (stack.executions().some(({ status }) => status === 'RUNNING')) return false;
    const now = all();
    return (
      now.every(({ told, shown }) => told && !/"type":"actions"|"actions":|"Action\./.test(shown.join())) &&
      now
    );
  });

  for (const { index, ends, execution, shown, told } of ended) {
    const { action, via } = decisionOf(execution);
    const [first, second] = RACES[index % RACES.length] ?? [];
    expect(ends).toBe(1);
    expect(via).toBe(action === 'approve' ? first : second);
    const words = `${action === 'approve' ? 'Approved' : 'Rejected'} .*${PLACES[via]}`;
    expect([...shown, told?.message]).toEqual(Array(3).fill(expect.stringMatching(words)));
  }
});

function hasEach(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length >= REQUESTS;
}

/** What there is of each request now. */
function requestsIn(stack: Stack, names: readonly string[]) {
  const messages = byName(stack.slack?.messages() ?? [], ({ ts, thread_ts = ts }) => ts === thread_ts);
  const activities = byName(stack.teams.messages(), ({ replyToId }) => replyToId === undefined);
  const mails = byName(stack.emails(), ({ message }) => message.includes('http'));
  const confirmations = byName(stack.emails(), ({ message }) => !message.includes('http'));
  const executions = byName(stack.executions(), () => true);
  return names.map((name, index) => {
    const message = messages.get(name);
    const activity = activities.get(name);
    const execution = executions.get(name);
    return {
      index,
      message,
      activity,
      mail: mails.get(name),
      told: confirmations.get(name),
      execution,
      /** How often its task ended. */
      ends: execution?.history.filter(isEnd).length ?? 0,
      shown: [message, activity && cardsFor(activity, 'all')].map((one) => JSON.stringify(one) ?? ''),
    };
  });
}

type Request = ReturnType<typeof requestsIn>[number];

/** The end of the task that waits for the decision. */
function isEnd({ type, ...details }: Execution['history'][number]): boolean {
  return (
    /^Task(Succeeded|Failed)$/.test(String(type)) && JSON.stringify(details).includes('waitForTaskToken')
  );
}

/** By the name of the request, which each text about it contains. */
function byName<T>(all: readonly T[], isIt: (one: T) => boolean): Map<string, T> {
  return new Map(all.filter(isIt).map((one) => [/\bR\d+\./.exec(JSON.stringify(one))?.[0] ?? '', one]));
}

function race(stack: Stack, request: Request): Promise<void>[] {
  const [first, second] = RACES[request.index % RACES.length] ?? [];
  return [decide(stack, request, first, '#0'), decide(stack, request, second, '#1')];
}

async function decide(
  { slack, teams }: Stack,
  { message, activity, mail }: Request,
  surface: Surface | undefined,
  action: string,
): Promise<void> {
  if (surface === 'slack' && message) {
    const { channel, ts } = message;
    await slack?.press({ user: 'ben', channel, ts, actionId: `${DECIDE_PREFIX}approve` });
  }
  if (surface === 'teams') await teams.press({ user: 'ann', activity: activity?.id ?? '', action });
  if (surface === 'email') {
    const [, link = ''] = /^Reject:\n(\S+)/m.exec(mail?.message ?? '') ?? [];
    await submitForm(link, await openLink(link));
  }
}

/** The decision in the output of the workflow, or in the cause of the failure that it caught. */
function decisionOf(execution: Execution | undefined): { action: string; via: Surface } {
  const { output } = JSON.parse(execution?.output ?? '');
  return (output.decision ? output : JSON.parse(output.Cause)).decision;
}
