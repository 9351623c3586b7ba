import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../src/callback/errors.ts';
import { fuzz } from '../../src/tools/fuzz/fuzz.ts';
import { judge, type Trial } from '../../src/tools/fuzz/judge.ts';
import { openPlay, type Play } from '../../src/tools/fuzz/play.ts';

/** Each target twice; `npm run fuzz` tries more. */
const CASES = 200;

const SECRET = 'the-task-token';
const BUG = '{"error":{"name":"TypeError","message":"Cannot read properties of undefined"}}';

const answer = (answered: unknown) => async () => answered;
const throwing = (error: Error) => () => Promise.reject(error);
const refusal = new Refusal('InvalidRequest', 'This is refused.');

/** Whatever a handler does, the log of the call is what it wrote last. */
function trial(changes: Partial<Trial> & { readonly logged?: string }): Trial {
  const { logged = '', ...others } = changes;
  const logs = ['before', logged];
  return {
    call: answer({ statusCode: 400, body: 'refused' }),
    contract: 'answers',
    secrets: () => [SECRET, 'with "quotes"'],
    takeLog: () => logs.shift() ?? '',
    completed: () => 0,
    ...others,
  };
}

describe('the judge of the fuzzer sees a planted fault', () => {
  test.each<[string, Parameters<typeof trial>[0], string[]]>([
    ['a handler that throws', { call: throwing(new TypeError('no')) }, ['throw']],
    ['a handler that throws a refusal though it must answer', { call: throwing(refusal) }, ['throw']],
    [
      'a state-machine function that throws no refusal',
      { call: throwing(new TypeError('no')), contract: 'refuses' },
      ['throw'],
    ],
    ['an error of our own code that was caught', { logged: BUG }, ['throw']],
    ['an answer 500', { call: answer({ statusCode: 500 }) }, ['5xx']],
    ['an answer 503', { call: answer({ statusCode: 503 }) }, ['5xx']],
    ['the ServiceError of create-urls', { call: answer({ error: 'ServiceError' }) }, ['5xx']],
    ['a secret in an answer', { call: answer({ statusCode: 400, body: `x${SECRET}x` }) }, ['leak']],
    ['a secret in JSON in an answer', { call: answer({ body: 'with "quotes"' }) }, ['leak']],
    ['a secret in a log line', { logged: `{"x":"${SECRET}"}` }, ['leak']],
    ['a secret in an error', { call: throwing(new Error(SECRET)), contract: 'fails' }, ['leak']],
    [
      'a secret in the cause of an error',
      { call: throwing(new Error('x', { cause: new Error(SECRET) })), contract: 'fails' },
      ['leak'],
    ],
    ['a completed task', { completed: growing() }, ['accepted']],
    [
      'several faults',
      { call: answer({ statusCode: 500, body: SECRET }), completed: growing() },
      ['5xx', 'leak', 'accepted'],
    ],
  ])('%s', async (_, changes, faults) => {
    expect((await judge(trial(changes))).faults).toEqual(faults);
  });

  test('a handler that does not end', async () => {
    const { faults } = await judge(trial({ call: () => new Promise(() => {}) }), 1);
    expect(faults).toEqual(['late']);
  });

  test.each<[string, Parameters<typeof trial>[0]]>([
    ['a refusal', {}],
    ['a refusal of a state-machine function', { call: throwing(refusal), contract: 'refuses' }],
    [
      'an error of a function that its caller repeats',
      { call: throwing(new Error('no')), contract: 'fails' },
    ],
    ['501 to an unknown invoke of Teams', { call: answer({ statusCode: 501 }) }],
    ['a secret in the log of an earlier call', { takeLog: earlier() }],
  ])('and none in %s', async (_, changes) => {
    expect((await judge(trial(changes))).faults).toEqual([]);
  });
});

describe('the fuzzer', () => {
  let play: Play;
  beforeAll(async () => {
    play = await openPlay();
  });
  afterAll(() => play.close());

  test('completes a task with each payload as it was sealed, so that what it refuses is refused for the change', async () => {
    const count = (await play.targets()).filter(({ original }) => original).length;
    expect(count).toBeGreaterThanOrEqual(8);
    for (let index = 0; index < count; index++) {
      // Each takes the request that waits now: the one before has decided its own.
      const target = (await play.targets()).filter(({ original }) => original)[index];
      const { faults } = await judge(target?.trial(target.original) ?? trial({}));
      expect(faults, target?.title).toContain('accepted');
      expect(faults, target?.title).not.toContain('5xx');
    }
  });

  test('has targets for all handlers', async () => {
    const handlers = new Set((await play.targets()).map(({ handler }) => handler));
    expect([...handlers].sort()).toEqual([
      'check-sender',
      'create-urls',
      'request-approval',
      'respond',
      'slack',
      'teams',
      'tell-outcome',
      'tick',
    ]);
  });
});

test('no mutated event and no tampered payload makes a handler throw, answer 5xx, show a secret or complete a task', async () => {
  const { counts, failures } = await fuzz({ seed: 17, cases: Array(CASES).keys() });

  expect(failures).toEqual([]);
  expect(Object.values(counts).reduce((a, b) => a + b)).toBe(CASES);
}, 240_000);

/** Counts one more task each time. */
function growing(): () => number {
  let count = 0;
  return () => count++;
}

function earlier(): () => string {
  const logs = [SECRET, ''];
  return () => logs.shift() ?? '';
}
