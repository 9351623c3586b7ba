import { describe, expect, test } from 'vitest';
import { readRequest } from '../../src/approval/request.ts';
import { DEFAULTS, request } from '../support/requests.ts';

const policyOf = (input: object) => request({ name: 'Ben', ...input }).policy;
const ann = { requester: 'Ann', requester_id: 'U0ANN0001', requester_email: 'ann@example.com' };

const UNKNOWN_REQUESTER =
  'With self_approval false, the input needs a requester_id or a requester_email: the requester may not decide.';
const NO_PERSON = "The input's requester_id is not the id of a person, such as a Slack user (U…).";

describe('the policy of a request', () => {
  test('contains its approvers, from a list or a text', () => {
    const approvers = ['U012ABCDE', 'S012ABCDE', 'bob@example.com'];
    expect(policyOf({ approvers })).toStrictEqual({ approvers });
    expect(policyOf({ approvers: approvers.join(', ') })).toStrictEqual({ approvers });
  });

  test('contains the requester when the requester may not decide', () => {
    expect(policyOf({ ...ann, self_approval: false })).toStrictEqual({
      self_approval: false,
      requester_id: 'U0ANN0001',
      requester_email: 'ann@example.com',
    });
  });

  test('contains only the known data of the requester', () => {
    expect(policyOf({ self_approval: false, requester_email: 'ann@example.com' })).toStrictEqual({
      self_approval: false,
      requester_email: 'ann@example.com',
    });
    expect(policyOf({ self_approval: false, requester_id: 'U0ANN0001' })).toStrictEqual({
      self_approval: false,
      requester_id: 'U0ANN0001',
    });
  });

  test('does not contain the requester when the requester may decide', () => {
    expect(policyOf(ann)).toStrictEqual({});
    expect(policyOf({ ...ann, self_approval: true })).toStrictEqual({});
    expect(policyOf({ ...ann, approvers: 'U012ABCDE' })).toStrictEqual({ approvers: ['U012ABCDE'] });
  });

  test('accepts any text for the requester when the requester may decide', () => {
    expect(policyOf({ requester_id: '@ann', requester_email: 'Ann' })).toStrictEqual({});
  });

  test.each(['optional', 'required'])('contains whether a comment is %s', (comment) => {
    expect(policyOf({ comment })).toStrictEqual({ comment });
  });

  test('does not accept a recipient from the input, because the mail sets the recipient', () => {
    expect(policyOf({ recipient: 'eve@example.com', approvers: 'U012ABCDE' })).not.toHaveProperty(
      'recipient',
    );
  });
});

function unsupported(member: string): string {
  return `The input has "${member}", which is not supported: it would have no effect. Remove it.`;
}

test.each<[object, string]>([
  [{ self_approval: 'no' }, "The input's self_approval must be true or false."],
  [{ confirm: 1 }, 'The input\'s confirm must be true, false or "typed".'],
  [{ comment: 'none' }, 'The input\'s comment must be "optional" or "required".'],
  [{ comment: true }, 'The input\'s comment must be "optional" or "required".'],
  [{ Comment: 'required' }, 'The input has "Comment". Did you mean "comment"?'],
  [{ comment_required: true }, unsupported('comment_required')],
  [{ requireComment: true }, unsupported('requireComment')],
  [{ requester_id: 5 }, "The input's requester_id must be a string."],
  [{ requester_email: [] }, "The input's requester_email must be a string."],
  [{ self_approval: false }, UNKNOWN_REQUESTER],
  [{ self_approval: false, requester: 'Ann' }, UNKNOWN_REQUESTER],
  [{ self_approval: false, requester_id: '', requester_email: '' }, UNKNOWN_REQUESTER],
  [{ ...ann, self_approval: false, requester_id: '@ann' }, NO_PERSON],
  [{ self_approval: false, requester_id: 'S0LEADS01' }, NO_PERSON],
  [
    { ...ann, self_approval: false, requester_email: 'Ann Lee' },
    "The input's requester_email is not an e-mail address.",
  ],
  [{ approvers: 5 }, 'The approvers must be a list or a string.'],
  [{ approvers: [] }, 'The list of approvers is empty: no person could decide.'],
  [{ min_approvals: 2 }, unsupported('min_approvals')],
  [{ minApprovals: 2 }, unsupported('minApprovals')],
  [{ remind_after: 60 }, unsupported('remind_after')],
  [{ channel_id: 'C012ABCDE' }, 'The input has "channel_id". Did you mean "channel"?'],
  [{ slackChannel: 'C012ABCDE' }, 'The input has "slackChannel". Did you mean "channel"?'],
  [
    { channel: '#releases' },
    `The input's channel "#releases" is not the id of a channel, such as C0123456789.`,
  ],
  [
    { channel: 'U0BOB0001' },
    `The input's channel "U0BOB0001" is not the id of a channel, such as C0123456789.`,
  ],
  [{ channel: '' }, 'The input\'s channel "" is not the id of a channel, such as C0123456789.'],
  [{ channel: 5 }, "The input's channel must be a string."],
  [{ approvers: ['C012ABCDE'] }, expect.stringContaining('The approver "C012ABCDE" is neither')],
  [{ approvers: ['ann@example.com', 5] }, 'The approver 5 is not a text.'],
  [{ approvers: ['ann@example.com', { id: 'U1' }] }, 'The approver {"id":"U1"} is not a text.'],
  [
    { approvers: '["ann@example.com"]' },
    expect.stringContaining('The approver "["ann@example.com"]" is neither'),
  ],
  [{ slack_channel_id: 'x' }, 'The input has "slack_channel_id". Did you mean "channel"?'],
  [{ quorum: 2 }, unsupported('quorum')],
  ...[
    ...['prevent_self_approval', 'allowSelfApproval', 'no_self_approval', 'prevent_self_review'],
    ...['required_approvers', 'approvals_required', 'approval_count', 'min_approval', 'unanimously'],
    ...['reviewers', 'assignees', 'allowed_approvers', 'backup_approvers', 'delegation_to'],
    ...['reminder', 'remind_after', 'escalation', 'escalate_to', 'notify', 'notify_on_reject'],
    ...['timeout', 'timeoutSeconds', 'expires_at', 'expiration', 'deadline'],
    ...['channel_name', 'webex_channel'],
  ].map((member): [object, string] => [{ [member]: 'x' }, unsupported(member)]),
  [{ 'Approver Groups': ['S012ABCDE'] }, unsupported('Approver Groups')],
  [{ approver: ['bob@example.com'] }, 'The input has "approver". Did you mean "approvers"?'],
  [{ selfApproval: false }, 'The input has "selfApproval". Did you mean "self_approval"?'],
  [{ Confirm: true }, 'The input has "Confirm". Did you mean "confirm"?'],
  [{ onReject: 'return' }, 'The input has "onReject". Did you mean "on_reject"?'],
  [{ 'on-reject': 'return' }, 'The input has "on-reject". Did you mean "on_reject"?'],
  [{ self_approval: false, requester_id: 'ann@example.com' }, NO_PERSON],
  [{ unanimous: 'x' }, "The input's unanimous must be true or false."],
  [{ delegation: 'x' }, 'The input\'s delegation must be "approvers", "anyone" or "off".'],
])('A request with %j is refused', (input, message) => {
  expect(() => policyOf(input)).toThrow(expect.objectContaining({ code: 'InvalidRequest', message }));
});

describe('a misspelt member', () => {
  const ask = (input: object) => readRequest({ name: 'Ben', ...input }, DEFAULTS, 'ApprovalEmails');

  test.each([
    ['self_aproval', 'self_approval'],
    ['aprovers', 'approvers'],
    ['aproval_s', 'approvals'],
    ['unanimos', 'unanimous'],
    ['stagse', 'stages'],
    ['escalte', 'escalate'],
    ['confrim', 'confirm'],
    ['coment', 'comment'],
    ['on_rejct', 'on_reject'],
    ['delegatoin', 'delegation'],
    ['remnid', 'remind'],
    ['slack_chanel', 'channel'],
    ['requestor_id', 'requester_id'],
    ['acitons', 'actions'],
    ['inptus', 'inputs'],
    ['detials', 'details'],
    ['requestr', 'requester'],
    ['lokale', 'locale'],
  ])('%s is refused when the request is asked, and %s is named', async (member, meant) => {
    const message = `The input has "${member}". Did you mean "${meant}"?`;
    await expect(ask({ [member]: 'x' })).rejects.toMatchObject({ code: 'InvalidRequest', message });
    await expect(ask({ [member]: null })).resolves.toMatchObject({ name: 'Ben' });
  });

  test('does not stop the decision of a request that was asked before', () => {
    expect(policyOf({ aprovers: ['ann@example.com'] })).toEqual({});
  });
});

test('Unknown members are ignored, because they can belong to the state machine', async () => {
  expect(policyOf({ approved: true, approval: {}, confirmation: 1, self: 'x' })).toEqual({});
  const others = [
    'approved',
    'approval',
    'comments',
    'states',
    'action',
    'input',
    'local',
    'requested',
    'request',
    'content',
    'command',
    'rejected',
    'retries',
  ];
  const input = { name: 'Ben', ...Object.fromEntries(others.map((member) => [member, 'x'])) };
  expect((await readRequest(input, DEFAULTS, '')).policy).toEqual({});
});

test('A requester id is sealed in the same form as the ids of approvers, also when Slack escapes it', async () => {
  const input = { self_approval: false, requester_id: '<@U0ANN0001|ann>', approvers: ['<@U0ANN0001>'] };

  expect(policyOf(input)).toStrictEqual({
    approvers: ['U0ANN0001'],
    self_approval: false,
    requester_id: 'U0ANN0001',
  });
  expect(request({ name: 'Ben', ...input }).requester.id).toBe('U0ANN0001');
});

test('A member that is null counts as absent', () => {
  const nulls = {
    approvers: null,
    self_approval: null,
    confirm: null,
    comment: null,
    on_reject: null,
    locale: null,
  };
  expect(request({ name: 'Ben', ...nulls, details: null })).toEqual(request({ name: 'Ben' }));
  expect(request({ name: 'Ben', details: { ticket: null, team: 'shop' } }).details).toEqual([
    { label: 'team', value: 'shop' },
  ]);
});
