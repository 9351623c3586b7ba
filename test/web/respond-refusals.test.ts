import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Refusal, type StepFunctionsReason } from '../../src/callback/errors.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { pageLines } from '../support/page-lines.ts';
import { sealedOf } from '../support/slack-message.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { tamper } from '../support/web-sealer.ts';
import {
  APPROVAL,
  createRespondWorld,
  HTML,
  type RespondWorld,
  TRANSACTION_ID,
  withQuery,
} from '../support/web-world.ts';

/** Broken links, each with the code of its refusal. */
const BROKEN: readonly { title: string; code: string; broken: (world: RespondWorld) => Promise<string> }[] = [
  { title: 'no query at all', code: 'InvalidPayload', broken: async () => 'https://example.com/respond' },
  { title: 'no data', code: 'InvalidPayload', broken: changed((query) => query.delete('data')) },
  { title: 'empty data', code: 'InvalidPayload', broken: changed((query) => query.set('data', '')) },
  { title: 'nonsense', code: 'InvalidPayload', broken: changed((query) => query.set('data', '3-🙈"<b>')) },
  {
    title: 'an unknown format',
    code: 'InvalidPayload',
    broken: changed(setData((data) => `9${data.slice(1)}`)),
  },
  { title: 'a tampered payload', code: 'InvalidPayload', broken: changed(setData(tamper)) },
  {
    title: 'a payload cut short',
    code: 'InvalidPayload',
    broken: changed(setData((data) => data.slice(0, -9))),
  },
  {
    title: 'a payload of another deployment',
    code: 'InvalidPayload',
    broken: async () => (await createRespondWorld().urls({ ...APPROVAL, confirm: false })).approve ?? '',
  },
  {
    title: 'another name',
    code: 'ActionMismatched',
    broken: changed((query) => query.set('action', 'reject')),
  },
  {
    title: 'another type',
    code: 'ActionMismatched',
    broken: changed((query) => query.set('type', 'failure')),
  },
  {
    title: 'an expired payload',
    code: 'ExpiredPayload',
    async broken(world) {
      const url = await world.urls({ ...APPROVAL, confirm: false, expiration: '2026-11-25T00:00:00Z' });
      world.clock.now = Date.parse('2026-11-25T00:00:00Z');
      return url.approve ?? '';
    },
  },
];

describe.each(BROKEN)('a link with $title', ({ code, broken }) => {
  it.each(['GET', 'HEAD', 'POST'])('is refused with its code, and decides nothing (%s)', async (method) => {
    const world = createRespondWorld();

    const { statusCode, body } = await world.send(await broken(world), { method });

    expect(statusCode).toBe(400);
    if (method !== 'HEAD')
      expect(JSON.parse(body)).toMatchObject({ error: code, message: expect.any(String) });
    expect(world.workflow.completed).toEqual([]);
    expect(world.lines).toMatchObject([{ event: 'respond', status: 400, outcome: code }]);
  });

  it('shows the refusal on a page without a button', async () => {
    const world = createRespondWorld();
    const url = await broken(world);

    const page = await world.send(url, { headers: HTML });

    expect(page.statusCode).toBe(400);
    const heading = code === 'ExpiredPayload' ? 'No longer waiting' : 'This link does not work';
    expect(page.body).toContain(`<h1>${heading}</h1>`);
    expect(page.body).not.toContain('<form');
    expect(pageLines(page.body).length).toBeGreaterThan(1);
  });

  it('shows no secret in its answer or in the log', async () => {
    const world = createRespondWorld();
    const url = await broken(world);

    const answers = [await world.send(url), await world.send(url, { headers: HTML })];

    const data = new URL(url).searchParams.get('data') || 'no data';
    for (const text of [world.logged(), ...answers.map((answer) => JSON.stringify(answer))]) {
      expect(text).not.toContain(TASK_TOKEN.slice(0, 40));
      expect(text).not.toContain(data);
    }
  });
});

it.each(['GET', 'POST'])('a link works until the second of its expiry (%s)', async (method) => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls({ ...APPROVAL, expiration: '2026-11-25T00:00:00Z' });
  world.clock.now = Date.parse('2026-11-25T00:00:00Z') - 1;

  expect((await world.send(approve, { method })).statusCode).toBe(200);
  expect(world.workflow.completed).toHaveLength(method === 'POST' ? 1 : 0);
});

it('a link is refused for its address first, then for its expiry, then for a disabled feature', async () => {
  const world = createRespondWorld({ features: { outputParameters: false, postActions: false } });
  const expiration = '2026-11-25T00:00:00Z';
  const action = { name: 'go', type: 'success', output: '$who' };
  const url = await world.url(action, { enable_output_parameters: true, expiration });
  const codeOf = async (link: string) => JSON.parse((await world.send(link)).body).error;

  expect(await codeOf(url)).toBe('ParametersDisabled');
  world.clock.now = Date.parse(expiration);
  expect(await codeOf(url)).toBe('ExpiredPayload');
  expect(await codeOf(withQuery(url, (query) => query.set('action', 'stop')))).toBe('ActionMismatched');
});

it('a link works without name and type in its query, because its payload contains both', async () => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls();
  const short = withQuery(approve, (query) => {
    query.delete('action');
    query.delete('type');
  });

  expect((await world.send(short, { method: 'POST' })).statusCode).toBe(200);
  expect(world.workflow.completed).toHaveLength(1);
});

it.each<StepFunctionsReason>(['InvalidOutput', 'InvalidToken', 'TaskTimedOut', 'TaskDoesNotExist'])(
  'a refusal by Step Functions is answered, and its reason is logged (%s)',
  async (reason) => {
    const world = createRespondWorld();
    world.workflow.failCompletion = new Refusal('StepFunctionsError', 'A sentence.', { reason });
    const { approve = '' } = await world.urls();

    const { statusCode, body } = await world.send(approve, { method: 'POST' });

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: 'StepFunctionsError', message: 'A sentence.' });
    expect(world.lines).toMatchObject([{ outcome: 'StepFunctionsError', reason }]);
  },
);

it.each(['application/json', 'text/html', 'text/plain'])(
  'an unexpected error is answered with 500 and without internal details (%s)',
  async (accept) => {
    const world = createRespondWorld();
    world.workflow.failCompletion = new Error('connect ECONNREFUSED 10.0.0.7:443');
    const { approve = '' } = await world.urls();

    const { statusCode, body } = await world.send(approve, { method: 'POST', headers: { accept } });

    expect(statusCode).toBe(500);
    expect(body).toMatch(/went wrong on our side/);
    expect(body).not.toMatch(/ECONNREFUSED|10\.0\.0\.7|\.ts/);
    expect(world.lines).toMatchObject([{ level: 'error', outcome: 'ServiceError', status: 500 }]);
    expect(world.logged()).toContain('ECONNREFUSED');
  },
);

it('an unavailable key service is answered with 500 and ServiceError', async () => {
  const world = createRespondWorld({ openLink: () => Promise.reject(new Error('KMS is away')) });
  const { approve = '' } = await world.urls();

  const { statusCode, body } = await world.send(approve);

  expect(statusCode).toBe(500);
  expect(JSON.parse(body)).toEqual({
    error: 'ServiceError',
    message: 'Something went wrong on our side. Open the link again to see whether your answer was recorded.',
  });
});

it('a Slack button is refused as a link, because the link does not identify the person', async () => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls({ ...APPROVAL, surface: 'slack' });

  for (const method of ['GET', 'POST']) {
    const { statusCode, body } = await world.send(approve, { method });
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ error: 'InvalidPayload' });
  }
  expect(world.workflow.completed).toEqual([]);
});

it('a Slack payload that is too long for a button is accepted as a link', async () => {
  const world = createRespondWorld();
  const output = { ids: Array.from({ length: 120 }, () => randomUUID()) };
  const actions = [{ name: 'approve', type: 'success', output }];
  const { approve = '' } = await world.urls({ ...APPROVAL, actions, surface: 'slack' });

  expect((await world.send(approve, { method: 'POST' })).statusCode).toBe(200);
  expect(world.workflow.completed).toMatchObject([
    { outcome: { output: { ...output, decision: { action: 'approve', via: 'web' } } } },
  ]);
});

it.each([
  { length: 2_000, statusCode: 400, completed: 0 },
  { length: 2_001, statusCode: 200, completed: 1 },
])(
  'a Slack payload is a link only when it is too long for a button ($length characters)',
  async ({ length, ...expected }) => {
    const payload: Payload = {
      token: TASK_TOKEN,
      transactionId: TRANSACTION_ID,
      action: { name: 'approve', type: 'success', output: {} },
      context: { surface: 'slack' },
    };
    const world = createRespondWorld({ openLink: async () => payload });
    const url = `https://example.com/prod/respond?data=${sealedOf(length)}`;

    const { statusCode } = await world.send(url, { method: 'POST' });

    expect({ statusCode, completed: world.workflow.completed.length }).toEqual(expected);
  },
);

it('all links of a surface without buttons are accepted', async () => {
  const world = createRespondWorld({ buttons: new Map() });
  const { approve = '' } = await world.urls({ ...APPROVAL, surface: 'slack' });

  expect((await world.send(approve, { method: 'POST' })).statusCode).toBe(200);
});

it('an event that is not an HTTP request causes a TypeError, because the deployment is wrong', async () => {
  const { handle } = createRespondWorld();

  await expect(handle({ token: 'x' })).rejects.toThrow(TypeError);
});

function changed(change: (query: URLSearchParams) => void) {
  return async (world: RespondWorld) => {
    const { approve = '' } = await world.urls({ ...APPROVAL, confirm: false });
    return withQuery(approve, change);
  };
}

function setData(change: (data: string) => string) {
  return (query: URLSearchParams) => query.set('data', change(query.get('data') ?? ''));
}

it.each([
  [
    undefined,
    'This deployment may not complete tasks of ApprovalEmails. An administrator must add it to stateMachines.',
  ],
  [
    'KmsAccessDenied' as const,
    'Tasks of ApprovalEmails are encrypted under a KMS key that this deployment may not use. An administrator must add the key to stateMachineKeys.',
  ],
  [
    'KmsInvalidState' as const,
    'Tasks of ApprovalEmails are encrypted under a KMS key that is disabled or deleted. An administrator must enable the key.',
  ],
])(
  'a task that the deployment may not complete is answered with what to do, and logged as an error (%s)',
  async (reason, sentence) => {
    const world = createRespondWorld();
    const cause = new Error('not authorized');
    const refusal = new Refusal('NotPermitted', 'A sentence.', { cause, ...(reason && { reason }) });
    world.workflow.failCompletion = refusal;
    world.workflow.failHistory = refusal;
    const { approve = '' } = await world.urls();

    const page = await world.send(approve, { method: 'POST', headers: HTML });
    const { statusCode, body } = await world.send(approve, { method: 'POST' });

    expect(page.statusCode).toBe(400);
    expect(page.body).toContain(sentence);
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      error: 'NotPermitted',
      message: sentence,
      ...(reason && { reason }),
    });
    expect(world.lines.at(-1)).toMatchObject({ level: 'error', outcome: 'NotPermitted', error: cause });
    expect(world.workflow.completed).toEqual([]);
  },
);
