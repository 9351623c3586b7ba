import { expect, test } from 'vitest';
import type { Environment } from '../../src/config.ts';
import { openLink, submitForm } from '../../src/local/demo/visitor.ts';
import { isObject, objects } from '../../src/local/json.ts';
import { readBody } from '../../src/local/loopback-server.ts';
import { formatLine, type LogLine } from '../../src/log.ts';
import { startTestServer } from '../support/test-server.ts';
import { startTestStack } from './support/test-stack.ts';

const WEBHOOK = { TEAMS_WEBHOOK: 'true' };

type Options = Parameters<typeof startTestStack>[0];

/** Starts an approval in a stack with a webhook, and waits until its card has been posted `posted` times. */
async function startAsked({
  posted = 1,
  input = {},
  ...options
}: Options & { posted?: number; input?: object } = {}) {
  const started = await startTestStack({ env: WEBHOOK, ...options });
  const { stack, until } = started;
  await started.startExecution({ name: 'Ben', ...input });
  await until('the cards', () => cardsIn(stack).length >= posted);
  const [first] = cardsIn(stack);
  const link = (title: string) => first?.links.find((one) => one.title === title)?.url ?? '';
  const decision = async () => {
    const ended = await until('the end', () =>
      stack.executions().find(({ status }) => status === 'SUCCEEDED'),
    );
    return JSON.parse(ended.output ?? '').output;
  };
  return { ...started, link, decision, cards: () => cardsIn(stack) };
}

/** What a reader of the channel sees, oldest first. */
function cardsIn({ teams }: Awaited<ReturnType<typeof startTestStack>>['stack']) {
  return teams.messages().map(({ from, attachments }) => {
    const card = objects(attachments)[0]?.content;
    const actions = isObject(card) ? objects(card.actions) : [];
    const links = actions.map(({ type, title, url }) => ({ type, title, url: String(url) }));
    return { from: from.name, text: JSON.stringify(card), links };
  });
}

test.each(['message', 'card'])('a request is decided by the links of a card (as a %s)', async (body) => {
  const { stack, link, decision, cards, until, lines } = await startAsked({
    env: { ...WEBHOOK, TEAMS_WEBHOOK_BODY: body },
  });
  expect(cards()).toMatchObject([
    {
      from: 'Workflows',
      links: [
        { type: 'Action.OpenUrl', title: 'Approve' },
        { type: 'Action.OpenUrl', title: 'Reject' },
      ],
    },
  ]);

  const page = await openLink(link('Approve'));
  expect(page).toContain('Approval for Ben');
  expect(stack.executions()[0]?.status).toBe('RUNNING');
  expect(await submitForm(link('Approve'), page)).toContain('<h1>Approved</h1>');

  expect(await decision()).toMatchObject({ name_in_output: 'Ben', decision: { via: 'teams_webhook' } });
  await until('the second card', () => cards().length === 2);
  expect(cards()[1]).toMatchObject({ links: [], text: expect.stringMatching(/Approved.*in Teams/) });
  await until('Slack to show it', () => JSON.stringify(stack.slack?.messages()).includes('in Teams'));
  await until('a mail to tell it', () => stack.emails().some(({ message }) => message.includes('in Teams')));
  expectNoSecret(stack.teams.webhookUrl, lines);
});

test('a decision that is delivered twice decides once, and is told once', async () => {
  const { link, decision, cards, until, stack, lines } = await startAsked();
  const page = await openLink(link('Reject'));
  const answers = await Promise.all([1, 2].map(() => submitForm(link('Reject'), page).catch(String)));
  expect(answers.filter((answer) => answer.includes('<h1>Rejected</h1>'))).not.toEqual([]);
  expect(await decision()).toMatchObject({ Error: 'rejected' });
  await until('the second card', () => cards().length === 2);
  expect(await openLink(link('Approve')).catch(String)).toContain('Rejected');
  expect(cards()).toHaveLength(2);
  expectNoSecret(stack.teams.webhookUrl, lines);
});

test('after a crash of the function, the links of the first card decide the second attempt', async () => {
  let crashes = 1;
  const log = ({ event }: LogLine) => {
    // The card is posted, and Step Functions does not learn it.
    if (event === 'request_approval' && crashes-- > 0) throw named('Lambda.Unknown');
  };
  const { link, decision, stack } = await startAsked({ log, posted: 2 });
  await submitForm(link('Approve'), await openLink(link('Approve')));
  expect(await decision()).toMatchObject({ decision: { via: 'teams_webhook' } });
  const tasks = stack.executions()[0]?.history.filter(({ type }) => type === 'TaskScheduled') ?? [];
  expect(tasks.length).toBeGreaterThan(1);
});

test('a workflow that is busy gets the card later, and its links decide', async () => {
  const changeEnvironment = await startBusyWorkflow();
  const { link, decision, stack, cards, until } = await startAsked({
    changeEnvironment,
    input: { surfaces: ['teams'] },
  });
  expect(JSON.stringify(stack.executions()[0]?.history)).toContain('Countersign.TryAgain');
  await submitForm(link('Approve'), await openLink(link('Approve')));
  expect(await decision()).toMatchObject({ decision: { via: 'teams_webhook' } });
  await until('the second card', () => cards().length === 2);
});

test('a request that is only in the channel of the webhook says in its history that this is not certain', async () => {
  const { until, stack } = await startAsked({ input: { surfaces: ['teams'] } });
  await until('the result of the function', () =>
    JSON.stringify(stack.executions()[0]?.history).includes('Teams accepted the request'),
  );
  expect(stack.slack?.messages()).toEqual([]);
  expect(stack.emails()).toEqual([]);
});

test('the bot is off: its endpoint is missing, and the app is installed nowhere', async () => {
  const { stack, postJson, getJson } = await startTestStack({ env: WEBHOOK });
  expect((await postJson('/teams/messages', {})).status).toBe(404);
  expect((await postJson('/_local/teams/say', { text: 'help', place: 'personal' })).status).toBe(403);
  expect(stack.teams.people.filter(({ id }) => stack.teams.hasApp(id))).toEqual([]);
  expect(await getJson('/_local/teams/messages')).toEqual([]);
  const page = await openLink(stack.url);
  expect(page).toContain('A workflow posts requests here.');
  expect(page).not.toContain('teams-composer');
  expect(page).not.toContain('value="personal"');
});

test.each([
  [{ TEAMS_WEBHOOK: 'yes' }, 'TEAMS_WEBHOOK must be "true" or "false"'],
  [{ ...WEBHOOK, TEAMS_WEBHOOK_BODY: 'text' }, 'TEAMS_WEBHOOK_BODY must be "message" or "card"'],
])('a stack with %j does not start', async (env, message) => {
  await expect(startTestStack({ env })).rejects.toThrow(message);
});

/** Refuses the first card with HTTP 429, and passes the others on to the embedded Teams. */
async function startBusyWorkflow() {
  let target = '';
  let isBusy = true;
  const { url } = await startTestServer(async (request, response) => {
    const body = await readBody(request, 100_000);
    const status = isBusy ? 429 : (await fetch(target, { method: 'POST', body: String(body) })).status;
    isBusy = false;
    response.writeHead(status, { 'retry-after': '60' }).end();
  });
  return (env: Environment): Environment => {
    target = env.TEAMS_WEBHOOK_URL ?? '';
    return { ...env, TEAMS_WEBHOOK_URL: `${url}/?sig=any` };
  };
}

function expectNoSecret(url: string, lines: readonly LogLine[]): void {
  const secret = new URL(url).searchParams.get('sig') ?? '';
  expect(secret).not.toBe('');
  expect(lines.map(({ event }) => event)).toContain('request_approval');
  const logged = lines.map((line) => formatLine(line, new Date(0))).join();
  expect(logged).not.toContain(secret);
}

function named(name: string): Error {
  return Object.assign(new Error('The function ended before it answered.'), { name });
}
