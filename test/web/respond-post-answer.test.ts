import { expect, it } from 'vitest';
import { JSON_TYPE } from '../support/post-actions.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createRespondWorld, TRANSACTION_ID } from '../support/web-world.ts';

/** A post action. Its first outcome has its own response, if one is given. */
const hook = (response?: object, ofOutcome?: object) => ({
  name: 'hook',
  type: 'post',
  ...(response && { response }),
  outcomes: [
    {
      name: 'done',
      type: 'success',
      schema: { minProperties: 1 },
      output_body: true,
      ...(ofOutcome && { response: ofOutcome }),
    },
    { name: 'other', type: 'heartbeat', schema: {} },
  ],
});

it.each([
  { accept: 'application/json', expected: '{"of":"outcome"}' },
  { accept: 'text/html', expected: '<b>outcome</b>' },
  { accept: 'text/plain', expected: 'outcome' },
])('the answer is the response of the outcome ($accept)', async ({ accept, expected }) => {
  const world = createRespondWorld();
  const response = { json: { of: 'outcome' }, html: '<b>outcome</b>', text: 'outcome' };
  const url = await world.url(hook({ text: 'action', html: 'action', json: {} }, response));

  const { statusCode, body } = await world.send(url, {
    method: 'POST',
    headers: { ...JSON_TYPE, accept },
    body: '{"a":1}',
  });

  expect(statusCode).toBe(200);
  expect(body).toBe(expected);
});

it('the redirect comes from the outcome, or from the action when the outcome has none', async () => {
  const world = createRespondWorld();
  const url = await world.url(
    hook({ redirect: 'https://example.org/action' }, { redirect: 'https://example.org/outcome' }),
  );
  const post = (body: string) => world.send(url, { method: 'POST', headers: JSON_TYPE, body });

  expect(await post('{}')).toMatchObject({
    statusCode: 303,
    headers: { location: 'https://example.org/action' },
  });
  expect(await post('{"a":1}')).toMatchObject({
    statusCode: 303,
    headers: { location: 'https://example.org/outcome' },
  });
});

it('a refused outcome gets the default answer, not its own response', async () => {
  const world = createRespondWorld();
  const url = await world.url(hook({ text: 'action' }, { redirect: 'https://example.org/outcome' }));
  const post = () => world.send(url, { method: 'POST', headers: JSON_TYPE, body: '{"a":1}' });
  await post();

  const again = await post();

  expect(again.statusCode).toBe(400);
  expect(again.headers.location).toBeUndefined();
});

it('the log has one line with the outcome and the timings, and without body, token or payload', async () => {
  const world = createRespondWorld({
    completeTask: async () => {
      world.clock.now += 7;
    },
  });
  const url = await world.url(hook());

  await world.send(url, { method: 'POST', headers: JSON_TYPE, body: '{"secret":"in the body"}' });

  expect(world.lines).toEqual([
    {
      event: 'respond',
      method: 'POST',
      status: 200,
      transaction_id: TRANSACTION_ID,
      action: { name: 'hook', type: 'post' },
      outcome: 'accepted',
      post_outcome: 'done',
      decided: { via: 'web', action: 'hook' },
      open_ms: 0,
      complete_ms: 7,
      duration_ms: 7,
    },
  ]);
  const data = new URL(url).searchParams.get('data') ?? '';
  for (const secret of ['secret', 'in the body', TASK_TOKEN.slice(0, 40), data.slice(0, 40)])
    expect(world.logged()).not.toContain(secret);
});

it('the log line of a refusal by Step Functions names the outcome too', async () => {
  const world = createRespondWorld();
  const url = await world.url(hook());
  const post = () => world.send(url, { method: 'POST', headers: JSON_TYPE, body: '{"a":1}' });
  await post();
  await post();

  expect(world.lines[1]).toMatchObject({
    outcome: 'StepFunctionsError',
    reason: 'TaskTimedOut',
    post_outcome: 'done',
    complete_ms: 0,
  });
});
