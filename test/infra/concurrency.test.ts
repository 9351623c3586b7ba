import { expect, test } from 'vitest';
import { ENTRIES } from '../../infra/entries.ts';
import { EVERYTHING, synthesized } from './synthesized.ts';

const FROM = 'approvals@example.com';

function reservedIn(reservedConcurrency: string) {
  const { functionOf } = synthesized({ ...EVERYTHING, mailFrom: FROM, reservedConcurrency });
  return Object.fromEntries(
    ENTRIES.map((entry) => [entry, functionOf(entry)?.properties.ReservedConcurrentExecutions]).filter(
      ([, reserved]) => reserved !== undefined,
    ),
  );
}

test('no concurrency is reserved by default, because a new account may have too little for it', () => {
  expect(reservedIn('')).toEqual({});
});

test('the setting reserves the concurrency of each function of a group', () => {
  expect(reservedIn('respond:1,urls:2,slack:3,teams:4,workflow:5')).toEqual({
    respond: 1,
    'create-urls': 2,
    slack: 3,
    teams: 4,
    'request-approval': 5,
    'tell-outcome': 5,
    tick: 5,
  });
  expect(reservedIn('slack:20')).toEqual({ slack: 20 });
});
