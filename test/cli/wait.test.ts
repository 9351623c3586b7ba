import { expect, test } from 'vitest';
import type { AskedRequest } from '../../src/approval/asked-request.ts';
import { CallError } from '../../src/aws/call-error.ts';
import { waitForEnd } from '../../src/cli/wait.ts';

const WAITING: AskedRequest = { title: 'Release 1.2', votes: [] };
const APPROVED: AskedRequest = { ...WAITING, resolution: { status: 'approved' } };
const AWAY = new CallError('unavailable', 'ECONNREFUSED');

/** Looks, and gets one of these after the other. */
function looking(...answers: readonly (AskedRequest | Error)[]) {
  const controller = new AbortController();
  const seen = { looks: 0, pauses: 0, outages: 0 };
  return {
    seen,
    controller,
    look: async () => {
      const answer = answers[seen.looks++];
      if (!answer || answer instanceof Error) throw answer ?? new Error('looked too often');
      return answer;
    },
    pause: async () => {
      seen.pauses += 1;
    },
    signal: controller.signal,
    onUnavailable: () => {
      seen.outages += 1;
    },
  };
}

test('it looks until the request has ended', async () => {
  const world = looking(WAITING, WAITING, APPROVED);
  expect(await waitForEnd(world)).toBe(APPROVED);
  expect(world.seen).toEqual({ looks: 3, pauses: 2, outages: 0 });
});

test('it waits through outages, and tells each of them once', async () => {
  const world = looking(AWAY, AWAY, WAITING, AWAY, APPROVED);
  expect(await waitForEnd(world)).toBe(APPROVED);
  expect(world.seen.outages).toBe(2);
});

test('any other error ends the waiting', async () => {
  const expired = new CallError('expiredCredentials', 'expired');
  await expect(waitForEnd(looking(WAITING, expired))).rejects.toBe(expired);
});

test('when it is interrupted, it returns what it saw last', async () => {
  const world = looking(WAITING, AWAY);
  const pause = async () => {
    await world.pause();
    if (world.seen.pauses === 2) world.controller.abort('SIGINT');
  };
  expect(await waitForEnd({ ...world, pause })).toBe(WAITING);
  expect(await waitForEnd(world)).toBeUndefined();
});
