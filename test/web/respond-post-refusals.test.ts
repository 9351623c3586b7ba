import { describe, expect, it } from 'vitest';
import { GOOD, HOOK, JSON_TYPE } from '../support/post-actions.ts';
import { createRespondWorld, FORM, TRANSACTION_ID, withQuery } from '../support/web-world.ts';

describe('a post action refuses, and sends nothing, for', () => {
  it.each(['GET', 'HEAD'])('%s: 405, and names the allowed method', async (method) => {
    const world = createRespondWorld();

    const { statusCode, headers, body } = await world.send(await world.url(HOOK), { method });

    expect(statusCode).toBe(405);
    expect(headers.allow).toBe('POST');
    if (method === 'GET') expect(JSON.parse(body)).toMatchObject({ error: 'InvalidRequest' });
    expect(world.workflow.completed).toEqual([]);
    expect(world.lines).toMatchObject([{ status: 405, outcome: 'InvalidRequest' }]);
  });

  it.each([
    '',
    'text/plain',
    'text/json',
    FORM['content-type'],
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ])('the content type "%s": 415', async (type) => {
    const world = createRespondWorld();
    const headers = type ? { 'content-type': type } : {};

    const { statusCode, body } = await world.send(await world.url(HOOK), {
      method: 'POST',
      headers,
      body: GOOD,
    });

    expect(statusCode).toBe(415);
    expect(JSON.parse(body)).toMatchObject({ error: 'InvalidRequest', transaction_id: TRANSACTION_ID });
    expect(world.workflow.completed).toEqual([]);
  });

  it.each(['', '{"secret"', 'secret', "{'secret':1}", '[secret]', '\u0000secret'])(
    'a body that is not JSON, and does not repeat the body (%#)',
    async (sent) => {
      const world = createRespondWorld();

      const answer = await world.send(await world.url(HOOK), {
        method: 'POST',
        headers: JSON_TYPE,
        body: sent,
      });

      expect(answer.statusCode).toBe(400);
      expect(JSON.parse(answer.body)).toMatchObject({
        error: 'InvalidJSON',
        message: 'The body is not JSON.',
      });
      expect(JSON.stringify(answer) + world.logged()).not.toContain('secret');
      expect(world.workflow.completed).toEqual([]);
    },
  );

  it.each(['null', '{}', '{"result":"secret"}'])('a body that no outcome accepts (%s)', async (sent) => {
    const world = createRespondWorld();

    const answer = await world.send(await world.url(HOOK), {
      method: 'POST',
      headers: JSON_TYPE,
      body: sent,
    });

    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({
      transaction_id: TRANSACTION_ID,
      action: { name: 'hook', type: 'post' },
      error: 'InvalidPostActionBody',
      message: 'The body matches no outcome of the action hook.',
    });
    expect(JSON.stringify(answer) + world.logged()).not.toContain('secret');
    expect(world.workflow.completed).toEqual([]);
  });

  it('a schema that refers to itself: InvalidPostActionOutcome', async () => {
    const world = createRespondWorld();
    const outcomes = [{ name: 'done', type: 'heartbeat', schema: { $ref: '#' } }];

    const { statusCode, body } = await world.send(await world.url({ ...HOOK, outcomes }), {
      method: 'POST',
      headers: JSON_TYPE,
      body: GOOD,
    });

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      error: 'InvalidPostActionOutcome',
      message: 'The schemas of the action hook cannot be evaluated.',
    });
    expect(world.workflow.completed).toEqual([]);
  });

  it('a deployment that does not enable post actions: PostActionsDisabled, before all other errors', async () => {
    const world = createRespondWorld({ features: { outputParameters: true, postActions: false } });
    const url = await world.url(HOOK);

    for (const parts of [
      {},
      { method: 'POST', body: '{' },
      { method: 'POST', headers: JSON_TYPE, body: GOOD },
    ]) {
      const { statusCode, body } = await world.send(url, parts);
      expect(statusCode).toBe(400);
      expect(JSON.parse(body)).toMatchObject({ error: 'PostActionsDisabled' });
    }
    expect(world.workflow.completed).toEqual([]);
  });

  it('a changed link: ActionMismatched, before the body is read', async () => {
    const world = createRespondWorld();
    const changed = withQuery(await world.url(HOOK), (query) => query.set('type', 'success'));

    const { body } = await world.send(changed, { method: 'POST', headers: JSON_TYPE, body: GOOD });

    expect(JSON.parse(body)).toMatchObject({ error: 'ActionMismatched' });
    expect(world.workflow.completed).toEqual([]);
  });
});
