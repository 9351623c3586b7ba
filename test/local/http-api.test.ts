import { expect, onTestFinished, test } from 'vitest';
import { createHttpApi } from '../../src/local/http-api.ts';
import { openLoopbackPort } from '../../src/local/loopback-server.ts';
import { rawRequest } from './support/raw-request.ts';

type Event = Record<string, unknown>;

const NOW = new Date('2026-11-24T09:30:00Z');

/** Starts an API whose three routes call one function, and records the events of the function. */
async function startApi(answer: (event: Event) => unknown = () => ({ statusCode: 204 })) {
  const events: Event[] = [];
  const errors: unknown[] = [];
  const server = await openLoopbackPort(0, (error) => void errors.push(error));
  onTestFinished(server.close);
  const functions = {
    echo: async (event: unknown) => {
      events.push(event as Event);
      return answer(event as Event);
    },
  };
  const routes = { 'GET /echo': 'echo', 'HEAD /echo': 'echo', 'POST /echo': 'echo' };
  const onError = (error: unknown) => void errors.push(error);
  server.serve(createHttpApi({ routes, functions, onError, now: () => NOW }));
  return { url: `${server.url}/echo`, events, errors };
}

test('the API passes a request to its function as an event of payload format 2.0', async () => {
  const { url, events } = await startApi();
  await rawRequest(`${url}?a=1&a=2&b=%2F+x`, {
    headers: { 'X-Many': ['one', 'two'], Cookie: 'c=1; d=2', 'User-Agent': 'test' },
  });
  expect(events).toEqual([
    {
      version: '2.0',
      routeKey: 'GET /echo',
      rawPath: '/echo',
      rawQueryString: 'a=1&a=2&b=%2F+x',
      cookies: ['c=1', 'd=2'],
      headers: expect.objectContaining({ 'x-many': 'one,two', 'user-agent': 'test' }),
      queryStringParameters: { a: '1,2', b: '/ x' },
      requestContext: expect.objectContaining({
        http: {
          method: 'GET',
          path: '/echo',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        routeKey: 'GET /echo',
        stage: '$default',
        time: '24/Nov/2026:09:30:00 +0000',
        timeEpoch: NOW.getTime(),
      }),
      isBase64Encoded: false,
    },
  ]);
});

test('the API passes a JSON body as text', async () => {
  const { url, events } = await startApi();
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"ü":1}' });
  expect(events[0]).toMatchObject({ body: '{"ü":1}', isBase64Encoded: false });
});

test('the API passes a form in Base64', async () => {
  const { url, events } = await startApi();
  await fetch(url, { method: 'POST', body: new URLSearchParams({ comment: 'näh' }) });
  expect(events[0]).toMatchObject({
    body: Buffer.from('comment=n%C3%A4h').toString('base64'),
    isBase64Encoded: true,
  });
});

test('the API answers with the status, the headers, the cookies and the decoded body of the result', async () => {
  const { url } = await startApi(() => ({
    statusCode: 201,
    headers: { 'x-answer': 'yes' },
    cookies: ['a=1', 'b=2'],
    body: Buffer.from('näh').toString('base64'),
    isBase64Encoded: true,
  }));
  const response = await fetch(url);
  expect(response.status).toBe(201);
  expect(response.headers.get('x-answer')).toBe('yes');
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(response.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
  expect(await response.text()).toBe('näh');
});

test('the API sends a result without a status as a JSON body', async () => {
  const { url } = await startApi(() => ({ urls: {} }));
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ urls: {} });
});

test('the API answers HEAD without a body', async () => {
  const { url, events } = await startApi(() => ({ statusCode: 200, body: 'not for HEAD' }));
  const response = await rawRequest(url, { method: 'HEAD' });
  expect(response).toMatchObject({ status: 200, body: '' });
  expect(events[0]).toMatchObject({ routeKey: 'HEAD /echo' });
});

test.each([
  ['10,240 bytes', 0, 204],
  ['one byte more', 1, 431],
])('the API accepts 10,240 bytes of request line and headers, and no more: %s', async (_, extra, status) => {
  const { url } = await startApi();
  const { host } = new URL(url);
  const others = `GET /echo? HTTP/1.1Host: ${host}\r\nConnection: close\r\n`.length;
  const response = await rawRequest(`${url}?${'q'.repeat(10_240 - others + extra)}`, {
    headers: { Host: host, Connection: 'close' },
  });
  expect(response.status).toBe(status);
});

test('the API refuses a body longer than 10 MB', async () => {
  const { url, events } = await startApi();
  const response = await fetch(url, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
  expect(response.status).toBe(413);
  expect(events).toEqual([]);
});

test.each([
  ['throws', () => Promise.reject(new Error('secret detail'))],
  ['returns no valid response', () => ({ statusCode: 'fine' })],
])('the API answers 500, and hides the reason, if the function %s', async (_, answer) => {
  const { url, errors } = await startApi(answer);
  const response = await fetch(url);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  expect(errors).toHaveLength(1);
});

test.each([
  ['PUT', '/echo'],
  ['GET', '/toString'],
])('the API has no route %s %s', async (method, path) => {
  const { url } = await startApi();
  const response = await fetch(new URL(path, url), { method });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ message: 'Not Found' });
});
