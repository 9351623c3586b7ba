import { expect, test } from 'vitest';
import { mintInput } from '../../src/approval/mint-input.ts';
import { parseRequest } from '../../src/approval/request.ts';
import { parseCreateUrlsInput } from '../../src/callback/create-urls-input.ts';

const mint = (input: object, expiresAt?: Date) =>
  mintInput({
    token: 'AAAA',
    request: parseRequest({ name: 'Ben', ...input }, 'en', 'ApprovalEmails'),
    sealed: { surface: 'email', recipient: 'ann@example.com' },
    confirm: true,
    expiresAt,
  });

test('Each action carries the policy, and what the surface has sealed', () => {
  const policy = { approvers: ['ann@example.com'], self_approval: false, requester_id: 'U0BOB0001' };
  const ours = { confirm: true, ...policy, surface: 'email', recipient: 'ann@example.com' };

  expect(mint(policy)).toStrictEqual({
    token: 'AAAA',
    actions: [
      { name: 'approve', type: 'success', output: { name_in_output: 'Ben' }, ...ours },
      { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it', ...ours },
    ],
  });
});

test('Nothing of ours stands beside the actions, where sfn-callback-urls would refuse it', () => {
  const input = mint({ approvers: 'U012ABCDE' }, new Date('2026-12-01T12:00:00Z'));

  expect(Object.keys(input)).toEqual(['token', 'actions', 'expiration']);
  expect(input.expiration).toBe('2026-12-01T12:00:00.000Z');
});

test('create-urls takes it', () => {
  const input = mint({
    approvers: 'U012ABCDE, ann@example.com',
    self_approval: false,
    requester_id: 'U0BOB0001',
  });

  expect(parseCreateUrlsInput(structuredClone(input))).toEqual(input);
});
