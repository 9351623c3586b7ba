import { expect, test } from 'vitest';
import { isHttpEvent, mediaType, readHttpRequest } from '../src/http.ts';

const EVENT = {
  rawQueryString: 'action=approve&data=3-a%2Bb',
  headers: { 'Content-Type': 'text/plain', ACCEPT: 'text/html' },
  requestContext: { http: { method: 'POST', path: '/respond' } },
};

test('a request has its method, path, query and headers, with header names in lower case', () => {
  const request = readHttpRequest(EVENT);

  expect(request).toMatchObject({ method: 'POST', path: '/respond' });
  expect(request.rawQuery).toBe('action=approve&data=3-a%2Bb');
  expect(request.headers).toEqual({ 'content-type': 'text/plain', accept: 'text/html' });
  expect(request.body).toHaveLength(0);
});

test('a body has the same bytes with and without base64', () => {
  const text = 'comment=zu früh 🎉';
  const encoded = Buffer.from(text).toString('base64');

  expect(readHttpRequest({ ...EVENT, body: text, isBase64Encoded: false }).body.toString()).toBe(text);
  expect(readHttpRequest({ ...EVENT, body: encoded, isBase64Encoded: true }).body.toString()).toBe(text);
});

test('an event that is not an HTTP event causes a TypeError', () => {
  for (const event of [undefined, null, 'x', {}, { requestContext: {} }, { token: 'x', actions: [] }]) {
    expect(isHttpEvent(event)).toBe(false);
    expect(() => readHttpRequest(event)).toThrow(TypeError);
  }
});

test('a media type has no parameters and is in lower case', () => {
  expect(mediaType('Application/JSON; charset=UTF-8')).toBe('application/json');
  expect(mediaType(undefined)).toBe('');
});
