import { describe, expect, it } from 'vitest';
import { readHttpRequest } from '../../src/http.ts';
import { createSlackEndpoint } from '../../src/slack/endpoint.ts';
import { commandBody, interactionBody, signedEvent } from '../support/slack-request.ts';
import { createSlackWorld, NOW } from '../support/slack-world.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

/** These requests never reach the Web API. */
const NOWHERE = 'http://127.0.0.1:9/api/';
const SECONDS = NOW / 1000;

it.each([
  { title: 'base64', base64: true },
  { title: 'with a charset', contentType: 'application/x-www-form-urlencoded; charset=UTF-8' },
  { title: 'both', base64: true, contentType: 'Application/X-WWW-Form-URLEncoded;charset=utf-8' },
])('the endpoint reads a name with characters outside ASCII ($title)', async ({ title: _, ...parts }) => {
  const world = createSlackWorld(NOWHERE);
  // Raw UTF-8: a form body can contain it.
  const body = Buffer.from('command=/approval&text=start Bén 🙈&user_id=U1&user_name=ann&trigger_id=1');

  const response = await world.send(signedEvent({ body, timestamp: SECONDS, ...parts }));

  expect(response.statusCode).toBe(200);
  expect(world.started).toMatchObject([{ input: { name: 'Bén 🙈' } }]);
});

it('the endpoint reads JSON that is encoded as base64 and has characters outside ASCII', async () => {
  const world = createSlackWorld(NOWHERE);
  const body = JSON.stringify({ type: 'url_verification', challenge: 'é🙈' });

  const response = await world.send(
    signedEvent({ body, timestamp: SECONDS, contentType: 'application/json; charset=utf-8', base64: true }),
  );

  expect(response.statusCode).toBe(200);
  expect(JSON.parse(response.body)).toEqual({ challenge: 'é🙈' });
});

describe('a signed body that cannot be read', () => {
  it.each([
    { title: 'broken JSON', body: '{"type":', contentType: 'application/json' },
    { title: 'a JSON array', body: '[{"type":"url_verification"}]', contentType: 'application/json' },
    { title: 'null', body: 'null', contentType: 'application/json' },
    { title: 'a JSON text', body: '"x"', contentType: 'application/json' },
    { title: 'an empty JSON body', body: '', contentType: 'application/json' },
    { title: 'a broken payload', body: `payload=${TASK_TOKEN}` },
    { title: 'an empty payload', body: 'payload=' },
    { title: 'a payload that is null', body: 'payload=null' },
    { title: 'a payload that is an array', body: 'payload=%5B%5D' },
    { title: 'another content type', body: '<x/>', contentType: 'text/xml' },
    { title: 'no content type', body: 'command=%2Fapproval', headers: { 'content-type': '' } },
  ])('gets the answer 400 and does not appear in the log ($title)', async ({ title: _, ...parts }) => {
    const world = createSlackWorld(NOWHERE);

    const response = await world.send(signedEvent({ timestamp: SECONDS, ...parts }));

    expect(response).toMatchObject({ statusCode: 400, body: 'The body cannot be read.' });
    expect(world.logged()).not.toContain(TASK_TOKEN.slice(0, 20));
  });
});

it.each(['/approve-prod', '/approval2', '/x/approval', '/APPROVAL'])(
  'another command of the app starts nothing, and is answered with what to set (%s)',
  async (command) => {
    const world = createSlackWorld(NOWHERE);

    const { statusCode, answer } = await world.command('start Ben', { command });

    expect(statusCode).toBe(200);
    expect(answer).toEqual({
      response_type: 'ephemeral',
      text: `This app has the command ${command}, but its deployment has /approval. An administrator must set slackCommand to ${command}, or give the app the command /approval.`,
    });
    expect(world.started).toEqual([]);
    expect(world.requests()).toMatchObject([{ outcome: 'other_command' }]);
  },
);

describe('a signed body without a request for this app', () => {
  it.each([
    { title: 'an empty form', body: '' },
    { title: 'an empty payload', body: interactionBody({}) },
    { title: 'a press without the member actions', body: interactionBody({ type: 'block_actions' }) },
    {
      title: 'a press with an empty list of actions',
      body: interactionBody({ type: 'block_actions', actions: [] }),
    },
    { title: 'a payload of an unknown type', body: interactionBody({ type: '__proto__' }) },
    { title: 'two payloads', body: `${interactionBody({})}&${interactionBody({})}` },
  ])('starts nothing, decides nothing and does not throw ($title)', async ({ body }) => {
    const world = createSlackWorld(NOWHERE);

    const { statusCode } = await world.sendSigned(body);

    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(statusCode).toBeLessThan(600);
    expect(world.started).toEqual([]);
    expect(world.workflow.completed).toEqual([]);
  });

  it('gets the answer 200 if Slack checks the endpoint (ssl_check)', async () => {
    const world = createSlackWorld(NOWHERE);

    expect(await world.sendSigned('ssl_check=1&token=x')).toMatchObject({ statusCode: 200, body: '' });
  });
});

it('the endpoint answers 500 without internals and logs an error if it cannot read the Slack secret', async () => {
  const { ports, lines } = createSlackWorld(NOWHERE);
  const endpoint = createSlackEndpoint(ports, () => Promise.reject(new Error('AccessDenied on the secret')));

  const response = await endpoint(
    readHttpRequest(signedEvent({ body: commandBody('start Ben'), timestamp: SECONDS })),
  );

  expect(response).toMatchObject({ statusCode: 500, body: 'Something went wrong.' });
  expect(lines).toMatchObject([{ level: 'error', event: 'slack_failed' }]);
});
