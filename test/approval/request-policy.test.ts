import { describe, expect, test } from 'vitest';
import { request } from '../support/requests.ts';

const policyOf = (input: object) => request({ name: 'Ben', ...input }).policy;
const ann = { requester: 'Ann', requester_id: 'U0ANN0001', requester_email: 'ann@example.com' };

const UNKNOWN_REQUESTER =
  'With self_approval false, the input needs a requester_id or a requester_email: the requester may not decide.';
const NO_PERSON = "The input's requester_id is not the id of a person, such as a Slack user (U…).";

describe('the policy of a request', () => {
  test('names its approvers, from a list or a text', () => {
    const approvers = ['U012ABCDE', 'S012ABCDE', 'bob@example.com'];
    expect(policyOf({ approvers })).toStrictEqual({ approvers });
    expect(policyOf({ approvers: approvers.join(', ') })).toStrictEqual({ approvers });
  });

  test('says who asked where they may not decide', () => {
    expect(policyOf({ ...ann, self_approval: false })).toStrictEqual({
      self_approval: false,
      requester_id: 'U0ANN0001',
      requester_email: 'ann@example.com',
    });
  });

  test('holds no more than is known of who asked', () => {
    expect(policyOf({ self_approval: false, requester_email: 'ann@example.com' })).toStrictEqual({
      self_approval: false,
      requester_email: 'ann@example.com',
    });
    expect(policyOf({ self_approval: false, requester_id: 'U0ANN0001' })).toStrictEqual({
      self_approval: false,
      requester_id: 'U0ANN0001',
    });
  });

  test('takes no room for who asked where that does not matter', () => {
    expect(policyOf(ann)).toStrictEqual({});
    expect(policyOf({ ...ann, self_approval: true })).toStrictEqual({});
    expect(policyOf({ ...ann, approvers: 'U012ABCDE' })).toStrictEqual({ approvers: ['U012ABCDE'] });
  });

  test('takes whatever names the requester where that does not matter', () => {
    expect(policyOf({ requester_id: '@ann', requester_email: 'Ann' })).toStrictEqual({});
  });

  test('does not take a recipient from outside: only the mail knows to whom it goes', () => {
    expect(policyOf({ recipient: 'eve@example.com', approvers: 'U012ABCDE' })).not.toHaveProperty(
      'recipient',
    );
  });
});

test.each<[object, string]>([
  [{ self_approval: 'no' }, "The input's self_approval is neither true nor false."],
  [{ self_approval: null }, "The input's self_approval is neither true nor false."],
  [{ confirm: 1 }, "The input's confirm is neither true nor false."],
  [{ requester_id: 5 }, "The input's requester_id is not a text."],
  [{ requester_email: [] }, "The input's requester_email is not a text."],
  [{ self_approval: false }, UNKNOWN_REQUESTER],
  [{ self_approval: false, requester: 'Ann' }, UNKNOWN_REQUESTER],
  [{ self_approval: false, requester_id: '', requester_email: '' }, UNKNOWN_REQUESTER],
  [{ ...ann, self_approval: false, requester_id: '@ann' }, NO_PERSON],
  [{ self_approval: false, requester_id: 'S0LEADS01' }, NO_PERSON],
  [
    { ...ann, self_approval: false, requester_email: 'Ann Lee' },
    "The input's requester_email is no e-mail address.",
  ],
  [{ approvers: 5 }, 'The approvers are neither a list nor a text.'],
  [{ approvers: [] }, 'The list of approvers is empty: no person could decide.'],
  [{ approver: ['bob@example.com'] }, 'The input has "approver", and approvers is meant.'],
  [{ selfApproval: false }, 'The input has "selfApproval", and self_approval is meant.'],
  [{ Confirm: true }, 'The input has "Confirm", and confirm is meant.'],
  [{ onReject: 'return' }, 'The input has "onReject", and on_reject is meant.'],
  [{ 'on-reject': 'return' }, 'The input has "on-reject", and on_reject is meant.'],
  [{ self_approval: false, requester_id: 'ann@example.com' }, NO_PERSON],
])('A request with %j is refused', (input, message) => {
  expect(() => policyOf(input)).toThrow(expect.objectContaining({ code: 'InvalidRequest', message }));
});

test('Members that are none of ours are left alone: they may be of the state machine', () => {
  expect(policyOf({ approved: true, approval: {}, confirmation: 1, self: 'x' })).toEqual({});
});

test('A requester is sealed by the id that approvers are compared by, however it is written', async () => {
  const input = { self_approval: false, requester_id: '<@U0ANN0001|ann>', approvers: ['<@U0ANN0001>'] };

  expect(policyOf(input)).toStrictEqual({
    approvers: ['U0ANN0001'],
    self_approval: false,
    requester_id: 'U0ANN0001',
  });
  expect(request({ name: 'Ben', ...input }).requester.id).toBe('U0ANN0001');
});
