import { randomBytes, randomUUID } from 'node:crypto';
import { taskToken } from '../../../../test/support/task-tokens.ts';
import type { LinkReference, Payload, Sealed } from '../../../callback/payload.ts';

/** Different payloads of one kind, so that no cache helps. */
export interface Kind {
  readonly name: string;
  readonly payloads: readonly Sealed[];
}

const COUNT = 128;

/** What is sealed in practice. A task token of Step Functions has up to 1,024 characters; the SDK allows more. */
export const KINDS: readonly Kind[] = [
  ...[700, 1500].flatMap((length) => [
    kind(`bare, token of ${length} characters`, () => bare(length)),
    kind(`with policy and execution, token of ${length} characters`, () => withPolicy(length)),
  ]),
  kind('a link by reference', reference),
];

function kind(name: string, make: () => Sealed): Kind {
  return { name, payloads: Array.from({ length: COUNT }, make) };
}

/** As create-urls seals it for its callers. */
function bare(length: number): Payload {
  return {
    token: taskToken(length, randomUUID()),
    action: { name: 'approve', type: 'success', output: { name_in_output: `Ben ${randomUUID()}` } },
    transactionId: randomBytes(16).toString('hex'),
    expiresAt: 1_796_000_000,
  };
}

/** As a button has it. */
function withPolicy(length: number): Payload {
  return {
    ...bare(length),
    context: {
      approvers: ['U0123456789', 'S0123456789', `bob-${randomBytes(4).toString('hex')}@example.com`],
      self_approval: false,
      requester_id: 'U0ANN000001',
      requester_email: 'ann@example.com',
      locale: 'en',
      surface: 'slack',
      execution: `ApprovalEmails:${randomUUID()}`,
    },
  };
}

/** As a link in a mail has it. */
function reference(): LinkReference {
  return {
    task: { event: 25, tokenHash: randomBytes(16).toString('hex') },
    action: { name: 'approve', type: 'success', confirm: true },
    transactionId: randomBytes(16).toString('hex'),
    expiresAt: 1_796_000_000,
    context: {
      recipient: 'ann@example.com',
      locale: 'en',
      surface: 'email',
      execution: `Countersign-ApprovalEmails:${randomUUID()}`,
    },
  };
}
