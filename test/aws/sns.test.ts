import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { UncertainError } from '../../src/approval/repeatable.ts';
import { createSendMail } from '../../src/aws/sns.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { clientOptions, startTestServer } from '../support/test-server.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:approvals';

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

test('a mail for one person is sent to that person only', async () => {
  const { endpoint, sns } = await startEmbeddedAws();
  const { topicArn } = endpoint.sns.createTopic('approvals');
  for (const address of ['ann@example.com', 'bob@example.com']) {
    endpoint.sns.subscribe(topicArn, address, JSON.stringify({ to: [address, { exists: false }] }));
  }
  const sendMail = createSendMail(sns, topicArn);

  await sendMail({ subject: 'for all', body: 'x' });
  await sendMail({ subject: 'for Ann', body: 'x', to: 'Ann@Example.com' });
  await sendMail({ subject: 'for Bob', body: 'x', to: 'bob@example.com' });
  await sendMail({ subject: 'for Cleo', body: 'x', to: 'cleo@example.com' });

  expect(endpoint.sns.emails().map(({ to, subject }) => `${subject} to ${to}`)).toEqual([
    'for all to ann@example.com',
    'for all to bob@example.com',
    'for Ann to ann@example.com',
    'for Bob to bob@example.com',
  ]);
});

test('a mail has its recipient in its attributes, and no attributes when it has no recipient', async () => {
  const sent: PublishCommandInput[] = [];
  const client = new SNSClient({ region: 'us-east-1' });
  client.middlewareStack.add(() => async ({ input }) => {
    sent.push(input as PublishCommandInput);
    return { output: { MessageId: 'id', $metadata: {} }, response: {} };
  });
  const sendMail = createSendMail(client, 'arn:aws:sns:us-east-1:123456789012:approvals');

  await sendMail({ subject: 'x', body: 'y', to: 'Ann@Example.com' });
  await sendMail({ subject: 'x', body: 'y' });

  expect(sent.map(({ MessageAttributes }) => MessageAttributes)).toEqual([
    { to: { DataType: 'String', StringValue: 'ann@example.com' } },
    undefined,
  ]);
});

test('a web page in place of the answer is an error that must not be repeated', async () => {
  const { url } = await startTestServer((_, response) => void response.end('<!doctype html><p>Welcome</p>'));
  const client = new SNSClient(clientOptions(url));

  const sending = createSendMail(client, TOPIC)({ subject: 'x', body: 'y' });
  await expect(sending).rejects.toThrow(new UncertainError('SNS returned no message ID'));
});

test('a missing topic causes an error', async () => {
  const { sns } = await startEmbeddedAws();
  const sendMail = createSendMail(sns, 'arn:aws:sns:us-east-1:123456789012:missing');

  await expect(sendMail({ subject: 'x', body: 'y' })).rejects.toMatchObject({ name: 'NotFoundException' });
});
