import { approvalId } from '../../../approval/approval-id.ts';
import { mutated } from '../mutate.ts';
import type { Scene, Target } from '../target.ts';

const SECONDS = 3_600;

/** What a request of one vote may have: it is shown, though the execution asks another one. */
const ONE_VOTE = {
  name: 'Ben',
  title: 'Deploy',
  requester: 'ann',
  requester_id: 'U0ANN0001',
  requester_email: 'ann@example.com',
  details: { Cost: '12 €', Plan: 'https://example.com' },
  approvers: ['ann@example.com', 'S0LEADS01', 'U0ANN0001'],
  self_approval: false,
  confirm: 'typed',
  comment: 'required',
  surfaces: ['slack', 'teams', 'email'],
  remind: { after: '4h', every: '1d', before_expiry: '1h' },
  escalate: [{ after: '1d', to: ['ben@example.com'] }],
  actions: [
    { name: 'grant', label: 'Grant', style: 'primary', outcome: 'approve', output: { hours: 1 } },
    { name: 'refuse', label: 'Refuse', outcome: 'reject' },
  ],
  locale: 'de',
};
const RULES = { ...ONE_VOTE, approvals: 2, rejections: 2, delegation: 'anyone' };
const STAGES = {
  name: 'Release',
  stages: [
    { title: 'Team', approvers: ['S0LEADS01'], approvals: 2 },
    { title: 'Security', approvers: ['ann@example.com', 'U0ANN0001'], unanimous: true },
  ],
};
const ANSWERS = {
  name: 'Access',
  actions: [
    {
      name: 'grant',
      label: 'Grant',
      style: 'primary',
      outcome: 'approve',
      output: { hours: 1 },
      inputs: ['hours'],
    },
    { name: 'refuse', label: 'Refuse', outcome: 'reject' },
    { name: 'later', label: 'Later', outcome: 'other' },
  ],
  inputs: [
    { name: 'hours', label: 'Hours', type: 'number', default: 4 },
    { name: 'role', label: 'Role', type: 'choice', options: ['reader', 'owner'], default: 'reader' },
    { name: 'from', label: 'From', type: 'date' },
    { name: 'watched', label: 'Watched', type: 'yesno', required: true },
  ],
};

/** Events of state machines, of EventBridge and of CloudFormation. */
export function workflowTargets({ stage, asked }: Scene): Target[] {
  const { token, execution } = asked;
  const reference = referenceOf(asked);
  const round = approvalId(token);
  const ask = (request: object) => ({ token, execution, request, timeout_seconds: SECONDS });
  const events: [handler: string, title: string, event: object][] = [
    ['request-approval', 'a request', ask({ name: 'Ben' })],
    ['request-approval', 'a request of one vote', ask(ONE_VOTE)],
    ['request-approval', 'a request with rules', ask(RULES)],
    ['request-approval', 'a request with stages', ask(STAGES)],
    ['request-approval', 'a request with answers', ask(ANSWERS)],
    [
      'request-approval',
      'a callback',
      {
        callback_id: 'callback',
        execution: 'arn:aws:lambda:us-east-1:123456789012:function:f:1/durable-execution/a/b',
        request: { name: 'Ben' },
        timeout_seconds: SECONDS,
      },
    ],
    ['tell-outcome', 'the end of an execution', { execution, ended: true }],
    ['tell-outcome', 'a state', { execution, entered: '2026-11-28T12:00:00.000Z' }],
    ['tell-outcome', 'an approval', { execution: reference, round }],
    ['tell-outcome', 'a step', { execution: reference, round, surface: 'slack', step: 'update' }],
    [
      'tell-outcome',
      'a durable function',
      {
        callback_id: 'callback',
        execution,
        request: { name: 'Ben' },
        messages: {},
        output: { approval: {} },
      },
    ],
    [
      'tell-outcome',
      'a mail that came back',
      {
        source: 'aws.ses',
        detail: {
          bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: 'ann@example.com' }] },
          mail: {
            messageId: '1',
            tags: { approval: [round], execution: [Buffer.from(reference).toString('base64url')] },
          },
        },
      },
    ],
  ];
  return [
    ...events.map(
      ([handler, title, event]): Target => ({ handler, title, contract: 'refuses', events: mutated(event) }),
    ),
    {
      handler: 'check-sender',
      title: 'a custom resource',
      // CloudFormation waits in vain for an answer to what it did not send, and Lambda counts the error.
      contract: 'fails',
      events: mutated({
        RequestType: 'Create',
        ResponseURL: `${stage.stack.url}/answers?X-Amz-Signature=${SIGNATURE}`,
        StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Countersign/1',
        RequestId: 'request-1',
        LogicalResourceId: 'Sender',
        ResourceProperties: { Identities: ['ann@example.com', 'example.com'] },
      }),
    },
  ];
}

/** What ApprovalTimer and ApprovalOutcome send while a request waits. */
export function timerTargets({ asked }: Scene): Target[] {
  const approval = { execution: referenceOf(asked), approval: approvalId(asked.token), stage: 0 };
  const from = '2026-11-28T12:00:00.000Z';
  const reminder = { ...approval, surface: 'slack', notice: 'reminder-1' };
  const events: [title: string, event: object][] = [
    ['a timer', { ...approval, from, at: '2026-11-28T13:00:00.000Z' }],
    ['a reminder', { ...reminder, from }],
    ['an escalation', { ...reminder, surface: 'email', notice: 'escalation-1', from }],
    ['a failure', { ...reminder, failure: { Error: 'x' } }],
  ];
  return events.map(([title, event]) => ({
    handler: 'tick',
    title,
    contract: 'refuses',
    events: mutated(event),
  }));
}

function referenceOf({ execution }: Scene['asked']): string {
  return execution.split(':').slice(-2).join(':');
}

/** A person who has it can answer CloudFormation. */
export const SIGNATURE = 'signature-5ac1';
