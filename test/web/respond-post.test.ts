import { describe, expect, it } from 'vitest';
import { GOOD, HOOK, JSON_TYPE } from '../support/post-actions.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createRespondWorld, HTML, TRANSACTION_ID } from '../support/web-world.ts';

describe('a post action', () => {
  it.each([
    { title: 'plain', headers: JSON_TYPE, base64: false },
    { title: 'base64', headers: JSON_TYPE, base64: true },
    {
      title: 'with a charset',
      headers: { 'Content-Type': 'Application/JSON; charset=UTF-8' },
      base64: false,
    },
  ])('sends the outcome that the body of a POST selects ($title)', async ({ headers, base64 }) => {
    const world = createRespondWorld();

    const { statusCode, body } = await world.send(await world.url(HOOK), {
      method: 'POST',
      headers,
      base64,
      body: GOOD,
    });

    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toEqual({
      transaction_id: TRANSACTION_ID,
      action: { name: 'hook', type: 'post' },
    });
    expect(world.workflow.completed).toEqual([
      { token: TASK_TOKEN, outcome: { type: 'success', output: ['ann'] } },
    ]);
  });

  it('can fail the task, or keep it alive first', async () => {
    const world = createRespondWorld();
    const url = await world.url(HOOK);

    for (const body of ['{"result":"wait"}', '{"result":"bad","reason":"too late"}'])
      expect((await world.send(url, { method: 'POST', headers: JSON_TYPE, body })).statusCode).toBe(200);

    expect(world.workflow.completed.map(({ outcome }) => outcome)).toEqual([
      { type: 'heartbeat' },
      { type: 'failure', error: 'Bad', cause: 'too late' },
    ]);
  });

  it('completes a durable function too, by its callback id', async () => {
    const world = createRespondWorld();
    const url = await world.url(HOOK, { callback_id: 'callback-1' });

    await world.send(url, { method: 'POST', headers: JSON_TYPE, body: GOOD });

    expect(world.workflow.completed).toMatchObject([{ callbackId: 'callback-1' }]);
  });

  it('answers a second POST that the task no longer waits', async () => {
    const world = createRespondWorld();
    const url = await world.url(HOOK);
    await world.send(url, { method: 'POST', headers: JSON_TYPE, body: GOOD });

    const again = await world.send(url, { method: 'POST', headers: JSON_TYPE, body: GOOD });

    expect(again.statusCode).toBe(400);
    expect(JSON.parse(again.body)).toMatchObject({
      action: { name: 'hook', type: 'post' },
      error: 'StepFunctionsError',
      reason: 'TaskTimedOut',
    });
    expect(world.workflow.completed).toHaveLength(1);
  });

  it('ignores parameters of the URL, also when the request enables them', async () => {
    const world = createRespondWorld();
    const outcomes = [{ name: 'done', type: 'success', schema: {}, output: '$who' }];
    const url = await world.url({ ...HOOK, outcomes }, { enable_output_parameters: true });

    await world.send(`${url}&who=ann`, { method: 'POST', headers: JSON_TYPE, body: '{}' });

    expect(world.workflow.completed).toMatchObject([{ outcome: { output: '$who' } }]);
  });

  it('decides on POST also with confirm, because it has no page', async () => {
    const world = createRespondWorld();
    const url = await world.url({ ...HOOK, confirm: true });

    expect((await world.send(url, { headers: HTML })).statusCode).toBe(405);
    await world.send(url, { method: 'POST', headers: JSON_TYPE, body: GOOD });

    expect(world.workflow.completed).toHaveLength(1);
  });
});
