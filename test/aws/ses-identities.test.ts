import { SESv2Client } from '@aws-sdk/client-sesv2';
import { expect, onTestFinished, test } from 'vitest';
import { createStandingOf } from '../../src/aws/ses-identities.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { restError, startAwsRestServer } from '../support/aws-rest-server.ts';

async function standingWith(answer: Parameters<typeof startAwsRestServer>[0]) {
  const { options } = await startAwsRestServer(answer);
  const client = new SESv2Client(options);
  onTestFinished(() => client.destroy());
  return createStandingOf(client)('example.com');
}

test('an identity is verified, or SES does not have it', async () => {
  const { endpoint, ses } = await startEmbeddedAws();
  endpoint.ses.verify('approvals+prod@example.com');
  const standingOf = createStandingOf(ses);
  expect(await standingOf('approvals+prod@example.com')).toBe('verified');
  expect(await standingOf('example.com')).toBe('missing');
});

test('an identity that is not verified for sending is not verified, whatever its progress', async () => {
  const body = JSON.stringify({ VerifiedForSendingStatus: false, VerificationStatus: 'SUCCESS' });
  expect(await standingWith(() => ({ body }))).toBe('unverified');
  expect(await standingWith(() => ({ body: '{}' }))).toBe('unverified');
});

test.each(['AccessDeniedException', 'TooManyRequestsException'])(
  'no answer is an error: %s',
  async (name) => {
    const refused = standingWith(() => restError(name, 'No.', 403));
    await expect(refused).rejects.toMatchObject({ name, message: 'No.' });
  },
);
