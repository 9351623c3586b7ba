import { describe, expect, it } from 'vitest';
import { inTime, LateError } from '../../../src/approval/in-time.ts';
import { assertInTime } from '../../../src/approval/until-deadline.ts';
import { forever } from '../../support/fake-surface.ts';

describe('work in time', () => {
  it('returns its result', async () => {
    await expect(inTime(new AbortController().signal, Promise.resolve('done'))).resolves.toBe('done');
  });

  it('fails with its own error', async () => {
    const error = new Error('ECONNRESET');
    await expect(inTime(new AbortController().signal, Promise.reject(error))).rejects.toBe(error);
  });

  it('returns a result that is already there, even after the deadline', async () => {
    await expect(inTime(AbortSignal.abort(), Promise.resolve('done'))).resolves.toBe('done');
  });

  it('can continue', () => {
    expect(() => assertInTime(new AbortController().signal)).not.toThrow();
  });
});

describe('late work', () => {
  it('fails with a LateError at the deadline', async () => {
    const limit = new AbortController();
    const waited = inTime(limit.signal, forever());

    limit.abort();

    await expect(waited).rejects.toBeInstanceOf(LateError);
  });

  it('fails with a LateError immediately if the deadline has already passed', async () => {
    await expect(inTime(AbortSignal.abort(), forever())).rejects.toBeInstanceOf(LateError);
  });

  it('can fail after the deadline without an unhandled rejection', async () => {
    const limit = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const waited = inTime(limit.signal, promise);
    limit.abort();
    await expect(waited).rejects.toBeInstanceOf(LateError);

    // An unhandled rejection would make the test run fail.
    reject(new Error('ECONNRESET'));
    await expect(promise).rejects.toThrow('ECONNRESET');
  });

  it('cannot continue', () => {
    expect(() => assertInTime(AbortSignal.abort())).toThrow(LateError);
  });
});
