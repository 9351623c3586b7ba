import { describe, expect, it } from 'vitest';
import { readHttpRequest } from '../../src/http.ts';
import { createSlackEndpoint } from '../../src/slack/endpoint.ts';
import { commandBody, type Signing, signatureOf, signedEvent } from '../support/slack-request.ts';
import { createSlackWorld, NOW } from '../support/slack-world.ts';

/** These requests never reach the Web API. */
const NOWHERE = 'http://127.0.0.1:9/api/';
const SECONDS = NOW / 1000;
const START = commandBody('start Ben');

describe('a request without a valid and current signature of Slack', () => {
  const REFUSED: readonly ({ title: string } & Partial<Signing>)[] = [
    { title: 'no signature', headers: { 'x-slack-signature': '' } },
    { title: 'no timestamp', headers: { 'x-slack-request-timestamp': '' } },
    {
      title: 'no signature and no timestamp',
      headers: { 'x-slack-signature': '', 'x-slack-request-timestamp': '' },
    },
    { title: 'another secret', secret: 'another secret' },
    { title: 'an empty secret', secret: '' },
    {
      title: 'another signature version',
      headers: { 'x-slack-signature': signatureOf(START, SECONDS).replace('v0', 'v1') },
    },
    {
      title: 'a truncated signature',
      headers: { 'x-slack-signature': signatureOf(START, SECONDS).slice(0, -1) },
    },
    { title: 'the signature of another body', headers: { 'x-slack-signature': signatureOf('', SECONDS) } },
    { title: 'the timestamp of another request', headers: { 'x-slack-request-timestamp': `${SECONDS - 1}` } },
    {
      title: 'a signature in capitals',
      headers: { 'x-slack-signature': signatureOf(START, SECONDS).toUpperCase() },
    },
    { title: 'a timestamp 301 seconds old', timestamp: SECONDS - 301 },
    { title: 'a timestamp 301 seconds in the future', timestamp: SECONDS + 301 },
    { title: 'a timestamp in milliseconds', timestamp: NOW },
    { title: 'a timestamp that is not a number', timestamp: Number.NaN },
    { title: 'a fractional timestamp', timestamp: SECONDS + 0.5 },
    { title: 'a negative timestamp', timestamp: -SECONDS },
  ];

  it.each(REFUSED)('is refused: $title', async ({ title: _, ...parts }) => {
    const world = createSlackWorld(NOWHERE);

    const response = await world.send(signedEvent({ body: START, timestamp: SECONDS, ...parts }));

    expect(response).toMatchObject({ statusCode: 401, body: 'The signature is not valid.' });
    expect(world.started).toEqual([]);
  });

  it.each(['{', 'payload=%7B', 'payload=null', '\u0000', '', 'ssl_check=1', '{"type":"url_verification"}'])(
    'is refused before its body is parsed (%j)',
    async (body) => {
      const world = createSlackWorld(NOWHERE);

      for (const contentType of ['application/json', 'application/x-www-form-urlencoded', 'text/xml']) {
        const event = signedEvent({ body, timestamp: SECONDS, secret: 'another secret', contentType });
        expect(await world.send(event)).toMatchObject({ statusCode: 401 });
      }
      expect(world.logged()).not.toContain('JSON');
    },
  );

  it('does not reveal the correct signature in the answer or in the log', async () => {
    const world = createSlackWorld(NOWHERE);

    const response = await world.send(signedEvent({ body: START, timestamp: SECONDS, secret: 'another' }));

    const expected = signatureOf(START, SECONDS).slice(3);
    expect(`${JSON.stringify(response)}${world.logged()}`).not.toContain(expected);
  });
});

it.each([-300, 0, 300])(
  'the endpoint accepts a request with a clock difference of %i seconds',
  async (skew) => {
    const world = createSlackWorld(NOWHERE);

    const response = await world.send(signedEvent({ body: START, timestamp: SECONDS + skew }));

    expect(response.statusCode).toBe(200);
    expect(world.started).toHaveLength(1);
  },
);

it('the endpoint uses a new signing secret immediately after a rotation', async () => {
  const { ports } = createSlackWorld(NOWHERE);
  let signingSecret = 'old';
  const endpoint = createSlackEndpoint(ports, async () => ({ botToken: 'xoxb-test', signingSecret }));
  const send = (secret: string) =>
    endpoint(readHttpRequest(signedEvent({ body: commandBody('help'), timestamp: SECONDS, secret })));

  expect((await send('old')).statusCode).toBe(200);
  signingSecret = 'new';
  expect((await send('old')).statusCode).toBe(401);
  expect((await send('new')).statusCode).toBe(200);
});
