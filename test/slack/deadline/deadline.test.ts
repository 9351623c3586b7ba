import { describe, expect, it } from 'vitest';
import { assertInTime, inTime, LateError } from '../../../src/slack/deadline/deadline.ts';
import { forever } from '../../support/fake-surface.ts';

describe('what is in time', () => {
  it('gives what the work gives', async () => {
    await expect(inTime(new AbortController().signal, Promise.resolve('done'))).resolves.toBe('done');
  });

  it('fails as the work fails', async () => {
    const error = new Error('ECONNRESET');
    await expect(inTime(new AbortController().signal, Promise.reject(error))).rejects.toBe(error);
  });

  it('is what is there at once, also where the time is up already', async () => {
    await expect(inTime(AbortSignal.abort(), Promise.resolve('done'))).resolves.toBe('done');
  });

  it('may go on', () => {
    expect(() => assertInTime(new AbortController().signal)).not.toThrow();
  });
});

describe('what is late', () => {
  it('is not waited for any more', async () => {
    const limit = new AbortController();
    const waited = inTime(limit.signal, forever());

    limit.abort();

    await expect(waited).rejects.toBeInstanceOf(LateError);
  });

  it('is not waited for at all where the time is up already', async () => {
    await expect(inTime(AbortSignal.abort(), forever())).rejects.toBeInstanceOf(LateError);
  });

  it('may fail afterwards: nobody is told', async () => {
    const limit = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const waited = inTime(limit.signal, promise);
    limit.abort();
    await expect(waited).rejects.toBeInstanceOf(LateError);

    // As an unhandled rejection, this would fail the test run.
    reject(new Error('ECONNRESET'));
    await expect(promise).rejects.toThrow('ECONNRESET');
  });

  it('may not go on', () => {
    expect(() => assertInTime(AbortSignal.abort())).toThrow(LateError);
  });
});
