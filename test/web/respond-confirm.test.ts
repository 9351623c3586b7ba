import { describe, expect, it } from 'vitest';
import { decided } from '../support/decided.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { APPROVAL, createRespondWorld, FORM, HTML, NOW, withQuery } from '../support/web-world.ts';

describe('a callback URL that asks for confirmation', () => {
  it('shows a page on each GET and decides nothing', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    for (const _ of ['first', 'second']) {
      const { statusCode, body } = await world.send(approve, { headers: HTML });

      expect(statusCode).toBe(200);
      expect(body).toContain('<h1>Approval for Ben</h1>');
      expect(body).toContain('<dt>Requested by</dt><dd>ann</dd>');
      expect(body).toContain('>Approve</button>');
      expect(body).toContain('Nothing is decided until you press the button.');
    }
    expect(world.workflow.completed).toEqual([]);
  });

  it('explains the confirmation in JSON to a client that accepts JSON', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    const { statusCode, body } = await world.send(approve);

    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      action: { name: 'approve', type: 'success' },
      confirm: { method: 'POST', title: 'Approval for Ben', requester: 'ann' },
    });
    expect(world.workflow.completed).toEqual([]);
  });

  it('decides on the POST of the page, and shows the decision', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    const { statusCode, body } = await world.send(approve, { method: 'POST', headers: { ...FORM, ...HTML } });

    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Approved</h1>');
    expect(world.workflow.completed).toEqual([
      {
        token: TASK_TOKEN,
        outcome: {
          type: 'success',
          output: {
            name_in_output: 'Ben',
            ...decided({ action: 'approve', via: 'email', at: new Date(NOW).toISOString() }),
          },
        },
      },
    ]);
  });

  it('posts its form to the same query', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    const { body } = await world.send(approve, { headers: HTML });
    const action = /<form method="post" action="([^"]+)">/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(action).toBe(new URL(approve).search);

    await world.send(new URL(action, approve).href, { method: 'POST', headers: FORM });
    expect(world.workflow.completed).toHaveLength(1);
  });

  it.each(['GET', 'HEAD'])(
    'asks for confirmation also when the query says otherwise (%s)',
    async (method) => {
      const world = createRespondWorld();
      const { approve = '' } = await world.urls();
      const insisting = withQuery(approve, (query) => {
        query.set('confirm', 'false');
        query.set('method', 'POST');
      });

      await world.send(insisting, { method, headers: { 'x-http-method-override': 'POST' } });

      expect(world.workflow.completed).toEqual([]);
    },
  );

  it('shows when it expires', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls({ ...APPROVAL, expiration: '2026-12-01T08:00:00Z' });

    const { body } = await world.send(approve, { headers: HTML });

    expect(body).toContain('Expires on 1 December 2026 at 08:00 UTC.');
  });

  it('names the action when the request has no title', async () => {
    const world = createRespondWorld();
    const url = await world.url({ name: 'go_on', type: 'heartbeat', confirm: true });

    const { body } = await world.send(url, { headers: HTML });

    expect(body).toContain('<h1>Send the answer “go_on”?</h1>');
    expect(body).toContain('>Send “go_on”</button>');
  });
});

describe('a callback URL that decides at once', () => {
  it.each(['GET', 'POST'])('decides on %s', async (method) => {
    const world = createRespondWorld();
    const url = await world.url({ name: 'go', type: 'success', output: { any: ['json'] } });

    const { statusCode, body } = await world.send(url, { method });

    expect(statusCode).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ action: { name: 'go', type: 'success' } });
    expect(world.workflow.completed).toEqual([
      { token: TASK_TOKEN, outcome: { type: 'success', output: { any: ['json'] } } },
    ]);
  });

  it('keeps a task alive with several heartbeats', async () => {
    const world = createRespondWorld();
    const url = await world.url({ name: 'wait', type: 'heartbeat' });

    await world.send(url);
    const { statusCode } = await world.send(url);

    expect(statusCode).toBe(200);
    expect(world.workflow.completed.map(({ outcome }) => outcome)).toEqual([
      { type: 'heartbeat' },
      { type: 'heartbeat' },
    ]);
  });
});

describe('HEAD', () => {
  it.each([true, false])('never decides, with confirm %s', async (confirm) => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls({ ...APPROVAL, confirm });

    const { statusCode, body } = await world.send(approve, { method: 'HEAD', headers: HTML });

    expect(statusCode).toBe(200);
    expect(body).toBe('');
    expect(world.workflow.completed).toEqual([]);
  });

  it('has the status and headers of GET', async () => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();
    const broken = withQuery(approve, (query) => query.set('action', 'reject'));

    for (const url of [approve, broken]) {
      const get = await world.send(url, { headers: HTML });
      const head = await world.send(url, { method: 'HEAD', headers: HTML });
      expect(head).toEqual({ ...get, body: '' });
    }
  });
});

it.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
  'the endpoint answers 405 to %s and names the allowed methods',
  async (method) => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls();

    const { statusCode, headers } = await world.send(approve, { method });

    expect(statusCode).toBe(405);
    expect(headers.allow).toBe('GET, HEAD, POST');
    expect(world.workflow.completed).toEqual([]);
  },
);
