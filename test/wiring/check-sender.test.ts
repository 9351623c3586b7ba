import { expect, test } from 'vitest';
import { createCheckSender } from '../../src/wiring/check-sender.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { startCloudFormation } from '../support/cloudformation.ts';

async function start() {
  const lines: Record<string, unknown>[] = [];
  const [{ endpoint }, cloudFormation] = await Promise.all([startEmbeddedAws(), startCloudFormation()]);
  const env = {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  };
  return {
    ...cloudFormation,
    ses: endpoint.ses,
    lines,
    handle: createCheckSender(env, (line) => void lines.push({ ...line })),
  };
}

test.each(['Create', 'Update'] as const)('a %s succeeds with a verified parent domain', async (type) => {
  const { ses, handle, request, answers, lines } = await start();
  ses.verify('example.com');

  await handle(request(type));

  expect(answers).toMatchObject([{ body: { Status: 'SUCCESS' } }]);
  expect(lines).toMatchObject([{ event: 'check_sender', request: type, outcome: 'accepted' }]);
});

test.each(['Create', 'Update'] as const)(
  'a %s fails without a verified identity, and says what to do',
  async (type) => {
    const { handle, request, answers, lines } = await start();

    await handle(request(type));

    const Reason = expect.stringContaining(
      'Run "aws sesv2 create-email-identity --region us-east-1 --email-identity mail.example.com"',
    );
    expect(answers).toMatchObject([{ body: { Status: 'FAILED', Reason } }]);
    expect(lines).toMatchObject([{ level: 'error', outcome: 'refused', problem: Reason }]);
    expect(JSON.stringify(lines)).not.toContain('X-Amz-Signature');
  },
);

test('a Delete always succeeds', async () => {
  const { handle, request, answers } = await start();
  await handle(request('Delete', { ResourceProperties: {} }));
  expect(answers).toMatchObject([{ body: { Status: 'SUCCESS', PhysicalResourceId: 'known-before' } }]);
});

test.each([undefined, 'example.com', [], [''], ['example.com', 5]])(
  'a Create with the identities %j is not asked of SES',
  async (Identities) => {
    const { handle, request, answers } = await start();
    await expect(handle(request('Create', { ResourceProperties: { Identities } }))).rejects.toThrow(
      TypeError,
    );
    expect(answers).toEqual([]);
  },
);
