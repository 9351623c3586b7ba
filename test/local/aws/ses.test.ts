import { GetEmailIdentityCommand, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { expect, test } from 'vitest';
import { startEmbeddedAws } from './embedded-aws.ts';

const FROM = 'Approvals <approvals@example.com>';

function message(more: Partial<SendEmailCommandInput> = {}, simple: object = {}): SendEmailCommandInput {
  const Body = { Text: { Data: 'Grüße' }, Html: { Data: '<p>Grüße</p>', Charset: 'UTF-8' } };
  return {
    FromEmailAddress: FROM,
    Destination: { ToAddresses: ['ann@example.net'] },
    Content: { Simple: { Subject: { Data: 'Hi' }, Body, ...simple } },
    ...more,
  };
}

async function start() {
  const events: object[] = [];
  const aws = await startEmbeddedAws({ onMailEvent: (event) => void events.push(event) });
  aws.endpoint.ses.verify('approvals@example.com');
  aws.endpoint.ses.createConfigurationSet('approvals');
  const send = (input: SendEmailCommandInput) => aws.ses.send(new SendEmailCommand(input));
  return { ...aws, events, send };
}

test('a mail reaches each recipient, with its parts and headers', async () => {
  const { endpoint, send } = await start();

  const { MessageId } = await send(
    message(
      {
        Destination: { ToAddresses: ['Ann <Ann@example.net>', 'ben@example.net'] },
        EmailTags: [{ Name: 'approval', Value: 'a-1_b' }],
      },
      { Headers: [{ Name: 'References', Value: '<1@example.com>' }] },
    ),
  );

  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
  expect(endpoint.ses.emails()).toMatchObject([
    {
      from: FROM,
      to: 'ann@example.net',
      subject: 'Hi',
      message: 'Grüße',
      html: '<p>Grüße</p>',
      headers: { References: '<1@example.com>' },
      tags: { approval: 'a-1_b' },
    },
    { to: 'ben@example.net' },
  ]);
});

test.each([
  ['approvals@example.org', 'example.org'],
  ['approvals@mail.example.org', 'example.org'],
])('the sender %s may send if %s is verified', async (from, identity) => {
  const { endpoint, send } = await start();
  endpoint.ses.verify(identity);
  await send(message({ FromEmailAddress: from }));
  expect(endpoint.ses.emails()).toHaveLength(1);
});

test('an identity that was verified is told as such, and no other', async () => {
  const { endpoint, ses } = await start();
  endpoint.ses.verify('example.org');
  const get = (EmailIdentity: string) => ses.send(new GetEmailIdentityCommand({ EmailIdentity }));
  expect(await get('example.org')).toMatchObject({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: true });
  expect(await get('approvals@example.com')).toMatchObject({ IdentityType: 'EMAIL_ADDRESS' });
  await expect(get('mail.example.org')).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Email identity <mail.example.org> does not exist.',
  });
});

const many = Array.from({ length: 51 }, (_, index) => `a${index}@example.net`);

test.each<[string, SendEmailCommandInput, string, string]>([
  [
    'an identity that is not verified',
    message({ FromEmailAddress: 'other@example.com' }),
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region US-EAST-1: other@example.com',
  ],
  ['no sender', message({ FromEmailAddress: '' }), 'BadRequestException', "Missing required header 'From'."],
  [
    'no address',
    message({ Destination: { ToAddresses: ['ann'] } }),
    'BadRequestException',
    "Missing final '@domain'",
  ],
  ['no recipient', message({ Destination: {} }), 'BadRequestException', 'Destination is empty.'],
  [
    'more than 50 recipients',
    message({ Destination: { ToAddresses: many } }),
    'BadRequestException',
    'Recipient count exceeds 50.',
  ],
  [
    'a configuration set that does not exist',
    message({ ConfigurationSetName: 'none' }),
    'NotFoundException',
    'Configuration set <none> does not exist.',
  ],
  [
    'a tag with other characters',
    message({ EmailTags: [{ Name: 'execution', Value: 'A:b' }] }),
    'BadRequestException',
    "Invalid tag <A:b>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
  ],
  [
    'a header with other characters than ASCII',
    message({}, { Headers: [{ Name: 'X', Value: 'ü' }] }),
    'BadRequestException',
    'Invalid header name or value <X>',
  ],
  [
    'a subject of two lines',
    message({}, { Subject: { Data: 'a\nBcc: eve@example.net' } }),
    'BadRequestException',
    'Header value contains a line break.',
  ],
  [
    'a member that would change the mail',
    message({ ReplyToAddresses: ['x@example.com'] }),
    'UnknownOperationException',
    "The embedded stack does not support the parameter 'ReplyToAddresses' of SendEmail.",
  ],
])('a mail is refused for %s', async (_, input, name, text) => {
  const { endpoint, send } = await start();
  await expect(send(input)).rejects.toMatchObject({ name, message: text });
  expect(endpoint.ses.emails()).toEqual([]);
});

test('more than 14 mails a second are throttled', async () => {
  const { clock, send } = await start();
  for (let count = 0; count < 14; count += 1) await send(message());
  await expect(send(message())).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    $metadata: { httpStatusCode: 429 },
  });
  clock.advance(1_000);
  await send(message());
});

test.each([
  ['bounce', 'Email Bounced', { bounce: { bounceType: 'Permanent' } }, 0],
  ['bounce+ann', 'Email Bounced', { bounce: { bounceType: 'Permanent' } }, 0],
  ['ooto', 'Email Bounced', { bounce: { bounceType: 'Transient', bounceSubType: 'General' } }, 1],
  ['complaint', 'Email Complaint Received', { complaint: {} }, 1],
])('the mailbox simulator publishes its event: %s', async (mailbox, type, detail, delivered) => {
  const { endpoint, events, send } = await start();
  const address = `${mailbox}@simulator.amazonses.com`;
  const EmailTags = [{ Name: 'approval', Value: '1' }];
  const Destination = { ToAddresses: [address] };

  const { MessageId } = await send(message({ Destination, EmailTags, ConfigurationSetName: 'approvals' }));

  const mail = { messageId: MessageId, destination: [address], tags: { approval: ['1'] } };
  expect(events).toMatchObject([{ source: 'aws.ses', 'detail-type': type, detail: { ...detail, mail } }]);
  expect(endpoint.ses.emails()).toHaveLength(delivered);
});
