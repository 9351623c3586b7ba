import { expect, onTestFinished, test, vi } from 'vitest';
import type { AddressedMail } from '../../src/approval/ports.ts';
import { RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import { createMailClient, createSendAddressedMail } from '../../src/aws/ses.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { clientOptions, startTestServer } from '../support/test-server.ts';

const MAIL: AddressedMail = {
  to: 'ann@example.net',
  subject: 'Approval needed: Выпуск 1.2',
  text: 'Grüße 🎉',
  html: '<p>Grüße 🎉</p>',
  about: { id: '0f', execution: 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:grün:1' },
};

function sending(url: string, from = 'Approvals <approvals@example.com>') {
  const client = createMailClient(clientOptions(url));
  onTestFinished(() => client.destroy());
  return createSendAddressedMail(client, { from, configurationSet: 'approvals' });
}

async function startSes() {
  const { endpoint } = await startEmbeddedAws();
  endpoint.ses.verify('example.com');
  endpoint.ses.createConfigurationSet('approvals');
  return endpoint;
}

test('a mail reaches its recipient, in HTML and as plain text', async () => {
  const { url, ses } = await startSes();

  expect(await sending(url)(MAIL)).toMatch(/^[0-9a-f-]{36}$/);

  expect(ses.emails()).toMatchObject([
    {
      from: 'Approvals <approvals@example.com>',
      to: 'ann@example.net',
      subject: 'Approval needed: Выпуск 1.2',
      message: 'Grüße 🎉',
      html: '<p>Grüße 🎉</p>',
      configurationSet: 'approvals',
    },
  ]);
});

test('a part with a line that mail servers would break has a character that SES must encode', async () => {
  const { url, ses } = await startSes();
  const long = `https://example.com/?data=${'A'.repeat(2_000)}`;
  await sending(url)({ ...MAIL, text: long, html: `<a href="${long}">Approve</a>\n` });
  await sending(url)({ ...MAIL, text: 'A'.repeat(990), html: '<p>short</p>' });
  expect(ses.emails().map(({ message, html }) => [message.at(-1), html?.at(-1)])).toEqual([
    ['\u00a0', '\u00a0'],
    ['A', '>'],
  ]);
});

test('all mails of an approval refer to the same message, and ask for no automatic answer', async () => {
  const { url, ses } = await startSes();
  await sending(url)(MAIL);
  await sending(url, 'approvals@example.com')(MAIL);
  const headers = { References: '<0f@countersign.example.com>', 'Auto-Submitted': 'auto-generated' };
  expect(ses.emails().map((mail) => mail.headers)).toEqual([headers, headers]);
});

test('the tags of a mail name its approval, with characters that SES takes', async () => {
  const { url, ses } = await startSes();
  await sending(url)(MAIL);
  const execution = Buffer.from('grün:1').toString('base64url');
  expect(ses.emails()[0]?.tags).toEqual({ approval: '0f', execution });
});

test.each([
  ['that the history does not name', { ...MAIL.about, id: '' }],
  ['whose execution has a name too long for a tag', { id: '0f', execution: `A:${'漢'.repeat(80)}` }],
])('a mail about an approval %s has no tags', async (_, about) => {
  const { url, ses } = await startSes();
  await sending(url)({ ...MAIL, about });
  expect(ses.emails()[0]?.tags).toEqual({});
});

test('a refusal of SES keeps its name, and is no error that may pass', async () => {
  const { url } = await startSes();
  const refused = sending(url, 'other@example.org')(MAIL);
  await expect(refused).rejects.toMatchObject({ name: 'MessageRejected' });
  await expect(refused).rejects.not.toBeInstanceOf(RepeatableError);
});

test.each<
  [string, (attempt: number) => number | 'hang up', number, typeof RepeatableError | typeof UncertainError]
>([
  ['the answer is lost: it is not repeated', () => 'hang up', 1, UncertainError],
  ['SES failed, perhaps after it sent the mail: it is not repeated', () => 500, 1, UncertainError],
  ['SES is busy: it is repeated', () => 429, 5, RepeatableError],
])('a mail is never sent twice if %s', async (_, answer, calls, kind) => {
  // No pause before a retry.
  vi.spyOn(Math, 'random').mockReturnValue(0);
  onTestFinished(() => void vi.restoreAllMocks());
  let count = 0;
  const { url } = await startTestServer((request, response) => {
    count += 1;
    const status = answer(count);
    if (status === 'hang up') return request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  await expect(sending(url)(MAIL)).rejects.toBeInstanceOf(kind);
  expect(count).toBe(calls);
});

test('an answer without an id is an error that must not be repeated', async () => {
  const { url } = await startTestServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await expect(sending(url)(MAIL)).rejects.toThrow(new UncertainError('SES returned no message ID'));
});
