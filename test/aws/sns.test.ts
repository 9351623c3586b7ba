import { expect, test } from 'vitest';
import { createSendMail } from '../../src/aws/sns.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';

test('a mail reaches every subscriber of the topic', async () => {
  const { endpoint, sns } = await startEmbeddedAws();
  const { topicArn } = endpoint.sns.createTopic('approvals');
  endpoint.sns.subscribe(topicArn, 'ann@example.com');
  endpoint.sns.subscribe(topicArn, 'ben@example.com');

  const id = await createSendMail(sns, topicArn)({ subject: 'Approval needed', body: 'Grüße 🎉' });

  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(endpoint.sns.emails().map(({ to, subject, message }) => ({ to, subject, message }))).toEqual([
    { to: 'ann@example.com', subject: 'Approval needed', message: 'Grüße 🎉' },
    { to: 'ben@example.com', subject: 'Approval needed', message: 'Grüße 🎉' },
  ]);
});

test('a topic that is not there is an error', async () => {
  const { sns } = await startEmbeddedAws();
  const sendMail = createSendMail(sns, 'arn:aws:sns:us-east-1:123456789012:missing');

  await expect(sendMail({ subject: 'x', body: 'y' })).rejects.toMatchObject({ name: 'NotFoundException' });
});
