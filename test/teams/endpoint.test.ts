import { describe, expect, it } from 'vitest';
import { TENANT_ID } from '../support/teams-authority.ts';
import { ANN } from '../support/teams-fake-connector.ts';
import { startTeamsWorld } from '../support/teams-world.ts';

// test/wiring/teams-deliveries.test.ts refuses each kind of delivery.
describe('a press', () => {
  const refusedWith = async (status: number, parts: object, change: object = {}) => {
    const world = await startTeamsWorld();
    const { approve } = await world.ask();

    const response = await world.send({ ...world.pressOf(approve), ...change }, parts);

    expect(response.statusCode).toBe(status);
    expect(world.workflow.completed).toEqual([]);
    expect(world.fake.calls).toEqual([]);
    expect(world.lines).toMatchObject([{ event: 'teams_refused', status }]);
  };

  it.each([
    { title: 'for another bot', parts: { audience: TENANT_ID } },
    { title: 'of another issuer', parts: { issuer: 'https://evil.example' } },
    { title: 'in the future', parts: { notBefore: 301 } },
  ])('is refused and does nothing: $title', async ({ parts }) => {
    await refusedWith(401, parts);
  });

  it('is refused from another service URL', async () => {
    await refusedWith(403, {}, { serviceUrl: 'https://evil.example/' });
  });
});

it.each([
  { title: 'an activity without a conversation', change: { conversation: undefined } },
  { title: 'an activity without a type', change: { type: undefined } },
  { title: 'a press without a person', change: { from: undefined } },
  { title: 'a press of a person without an id', change: { from: { name: 'Ann', id: 5 } } },
  { title: 'a message without a person', change: { type: 'message', text: 'list', from: {} } },
])('a signed body that is no activity is refused: $title', async ({ change }) => {
  const world = await startTeamsWorld();

  const response = await world.send({
    ...world.pressOf({}),
    channelData: { tenant: { id: TENANT_ID } },
    ...change,
  });

  expect(response.statusCode).toBe(400);
});

it('a press that is nested more deeply than the stack is refused: a follow-up could not write it again', async () => {
  const world = await startTeamsWorld();
  const { approve } = await world.ask();
  const nested = '['.repeat(20_000) + ']'.repeat(20_000);
  const press = JSON.stringify({ ...world.pressOf(approve), other: 'deep' });

  const response = await world.send(press.replace('"deep"', nested));

  expect(response.statusCode).toBe(400);
  expect(world.workflow.completed).toEqual([]);
});

it('a body that is no JSON is refused, and does not appear in the log', async () => {
  const { createTeamsEndpoint } = await import('../../src/teams/endpoint.ts');
  const lines: unknown[] = [];
  const ports = { now: Date.now, log: (line: unknown) => void lines.push(line) } as never;
  const endpoint = createTeamsEndpoint(ports, async () => ({ assertFor: () => undefined }));
  const send = (body: string) =>
    endpoint({
      method: 'POST',
      path: '/',
      rawQuery: '',
      headers: {},
      body: Buffer.from(body),
    });

  for (const body of ['', '{"secret', 'null', '[]', '"text"']) {
    expect(await send(body)).toMatchObject({ statusCode: 400 });
  }
  expect(JSON.stringify(lines)).not.toContain('secret');
});

it('an activity that needs nothing is accepted', async () => {
  const world = await startTeamsWorld();

  const response = await world.send(world.activityOf(ANN, { type: 'typing' }));

  expect(response.statusCode).toBe(200);
  expect(world.fake.calls).toEqual([]);
});

it('an invoke that the app does not know is not accepted', async () => {
  const world = await startTeamsWorld();

  const response = await world.press({}, undefined, { name: 'composeExtension/query' });

  expect(response.statusCode).toBe(501);
});

it('keys that cannot be loaded give 500, so that Teams comes again', async () => {
  const world = await startTeamsWorld();
  world.authority.broken = ['/openid'];

  const response = await world.press((await world.ask()).approve);

  expect(response).toMatchObject({ statusCode: 500, answer: { error: 'Something went wrong.' } });
  expect(world.lines).toMatchObject([{ level: 'error', event: 'teams_failed' }]);
});
