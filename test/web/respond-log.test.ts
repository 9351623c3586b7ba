import { expect, it } from 'vitest';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createRespondWorld, FORM, TRANSACTION_ID } from '../support/web-world.ts';

it.each([
  { method: 'GET', rest: { outcome: 'asked' } },
  { method: 'HEAD', rest: { outcome: 'asked' } },
  {
    method: 'POST',
    rest: { outcome: 'accepted', complete_ms: 0, decided: { via: 'email', action: 'approve' } },
  },
])('the log has one line for each request, with its outcome ($method)', async ({ method, rest }) => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls();

  await world.send(approve, { method });

  expect(world.lines).toEqual([
    {
      event: 'respond',
      method,
      status: 200,
      transaction_id: TRANSACTION_ID,
      execution: EXECUTION,
      action: { name: 'approve', type: 'success' },
      duration_ms: 0,
      open_ms: 0,
      ...rest,
    },
  ]);
});

it('the log contains no token, payload, comment or output', async () => {
  const world = createRespondWorld();
  const { approve = '', reject = '' } = await world.urls();
  const data = new URL(reject).searchParams.get('data') ?? '';

  await world.send(reject, { method: 'POST', headers: FORM, body: 'comment=too+early' });
  await world.send(approve, { method: 'POST', headers: FORM });
  await world.send(approve);

  expect(world.lines.map(({ outcome }) => outcome)).toEqual([
    'accepted',
    'StepFunctionsError',
    'already_decided',
  ]);
  for (const secret of [TASK_TOKEN.slice(0, 40), data.slice(0, 40), 'too early', 'name_in_output']) {
    expect(world.logged()).not.toContain(secret);
  }
});

it('the log and the answer contain the transaction id of a payload that is refused after it opens', async () => {
  const world = createRespondWorld();
  const expiration = new Date(world.clock.now + 1_000).toISOString();
  const url = await world.url({ name: 'go', type: 'success', output: 1 }, { expiration, locale: 'de' });
  world.clock.now += 1_000;

  const json = await world.send(url);
  const page = await world.send(url, { headers: { accept: 'text/html' } });

  expect(JSON.parse(json.body)).toMatchObject({ transaction_id: TRANSACTION_ID, error: 'ExpiredPayload' });
  expect(page.body).toContain('Die Zeit für die Entscheidung ist am 24. November 2026');
  expect(world.lines[0]).toMatchObject({ transaction_id: TRANSACTION_ID, outcome: 'ExpiredPayload' });
});
