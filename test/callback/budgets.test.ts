import { decode } from 'cborg';
import { expect, test } from 'vitest';
import { encodePayload } from '../../src/callback/payload-cbor.ts';
import { createSealer } from '../../src/callback/seal.ts';
import { sealedPayloadOf } from '../../src/callback/url.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { createJsonMinter } from '../support/json-minter.ts';
import { taskToken } from '../support/task-tokens.ts';

// The fake encrypted data key has 184 bytes, like the one of KMS.
const { seal } = createSealer({ keys: createFakeKeyService() });
const createUrls = createJsonMinter({
  seal,
  baseUrl: 'https://gy415nuibc.execute-api.us-east-1.amazonaws.com/v1',
});
const actions = [
  { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } },
  { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' },
];
const transactionId = '00112233445566778899aabbccddeeff';

test('A URL has at most 1,190 characters for a task token of 700 characters', async () => {
  const { urls } = await createUrls({ token: taskToken(700), actions }, transactionId);
  for (const url of Object.values(urls)) expect(url.length).toBeLessThanOrEqual(1_190);
});

test('An approval with a task token of 1,448 characters fits into a Slack button', async () => {
  const { urls } = await createUrls(
    {
      token: taskToken(1448),
      actions,
      confirm: true,
      locale: 'en',
      surface: 'slack',
      execution: 'ApprovalEmails:7c1dba0e-2f9f-4ff5-b6ad-bd1e0fd5bc0c',
      expiration: '2099-01-01',
    },
    transactionId,
  );
  for (const url of Object.values(urls)) expect(sealedPayloadOf(url).length).toBeLessThanOrEqual(2_000);
});

/** A request as approvals seal it. */
const withApprovers = (count: number, length: number) => ({
  token: taskToken(length),
  action: {
    name: 'approve',
    type: 'success' as const,
    output: { name_in_output: 'Deploy 4.2.1 to production' },
  },
  transactionId,
  context: {
    approvers: Array.from({ length: count }, (_, index) => `maximilian.hofmann${index}@payments.example.com`),
    execution: 'ApprovalEmails:7c1dba0e-2f9f-4ff5-b6ad-bd1e0fd5bc0c',
  },
});

test('A request with 20 approvers by their addresses fits into a Slack button', async () => {
  expect((await seal(withApprovers(20, 728))).length).toBeLessThanOrEqual(2_000);
});

test('What would not fit into a Slack button anyway is not deflated', () => {
  const map: Map<number, unknown> = decode(encodePayload(withApprovers(3, 1_500)), { useMaps: true });
  expect([...map.keys()]).toStrictEqual([1, 2, 4, 5, 6, 9]);
});
