import { expect, test } from 'vitest';
import { startTestStack } from './support/test-stack.ts';

const FROM = 'Countersign <approvals@example.com>';

const start = () => startTestStack({ env: { MAIL_FROM: FROM } });

/** The link of a button in an HTML mail. */
function linkIn(html: string | undefined, label: string): string {
  const [, url = ''] = new RegExp(`href="([^"]+)"[^>]*>${label}<`).exec(html ?? '') ?? [];
  return url.replaceAll('&amp;', '&');
}

const htmlOf = (email: object | undefined) => (email as { html?: string } | undefined)?.html;
const threadOf = (email: object | undefined) => (email as { headers?: object } | undefined)?.headers;

test('an approver decides with the button of an HTML mail, and the result is an answer to it', async () => {
  const { stack, startExecution, until } = await start();
  await startExecution({ name: 'Ben', approvers: ['cleo@example.org'], requester: 'ann' });
  const asked = await until('the mail', () => stack.emails()[0]);
  expect(asked).toMatchObject({
    from: FROM,
    to: 'cleo@example.org',
    subject: 'Approval needed: Approval for Ben',
  });

  await fetch(linkIn(htmlOf(asked), 'Approve'), { method: 'POST' });

  await until('the results', () => stack.emails().length === 3);
  const [, ...told] = stack.emails();
  expect(told.map(({ to }) => to).sort()).toEqual(['approvers@example.com', 'cleo@example.org']);
  for (const mail of told) {
    expect(mail).toMatchObject({ subject: 'Re: Approval needed: Approval for Ben' });
    expect(htmlOf(mail)).toContain('Approved by cleo@example.org by e-mail');
    expect(threadOf(mail)).toEqual(threadOf(asked));
  }
});

test('the requester is told of a mail that came back while the approval waits', async () => {
  const { stack, lines, startExecution, until } = await start();
  const address = 'bounce@simulator.amazonses.com';
  const requester = stack.slack?.workspace.users[0]?.id;

  await startExecution({ name: 'Ben', approvers: [address, 'cleo@example.org'], requester_id: requester });

  const told = await until('the notice', async () =>
    (await stack.slack?.messages())?.find(
      ({ text }) => text?.includes(address) && text.includes('came back'),
    ),
  );
  expect(told.text).toContain(
    `The request did not reach all approvers. ${address} cannot be reached. E-mail: the e-mail came back`,
  );
  expect(lines).toContainEqual(
    expect.objectContaining({ level: 'error', event: 'mail_undelivered', kind: 'bounced' }),
  );
});

test('the console serves an HTML mail in a sandbox, and nothing else under its address', async () => {
  const { stack, startExecution, until, getJson } = await start();
  await startExecution({ name: 'Ben' });
  await until('the mail', () => stack.emails()[0]);
  const [{ id, html }] = await getJson('/_local/emails');

  const response = await fetch(new URL(`/_local/emails/${id}`, stack.url));

  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain('sandbox allow-popups allow-popups-to-escape-sandbox');
  expect(await response.text()).toBe(html.replace('<head>', '<head><base target="_blank">'));
  expect((await fetch(new URL('/_local/emails/none', stack.url))).status).toBe(404);
});
