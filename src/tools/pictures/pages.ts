import type { Stage } from './stage.ts';

/** The console, before and after a decision. */
export async function console({ slack, page, save }: Stage): Promise<void> {
  await slack.command({ user: 'ann', text: '/approval start Ben' });
  await page.locator('.message .actions button').first().waitFor();
  await page.locator('[data-pane="inbox"] > *').first().waitFor();
  await save(page, 'console-waiting');
  // Another person decides: the requester gets no answer about an own decision.
  await page.locator('#acting').selectOption(slack.workspace.users[1]?.id ?? '');
  await page.locator('.message .actions button').first().click();
  await page.locator('.message.answer').waitFor();
  await page.locator('[data-pane="inbox"] > *').nth(1).waitFor();
  await page.locator('.status.succeeded').waitFor();
  await save(page, 'console-decided');
}

/** The pages of a link that rejects: before, after, opened again, and cut off. */
export async function pages({ stack, page, ask, save }: Stage): Promise<void> {
  await ask({ name: 'Ben', requester: 'ann' });
  await page.locator('[data-pane="inbox"] > *').first().waitFor();
  const [, reject = ''] = stack.emails()[0]?.message.match(/^http\S+$/gm) ?? [];
  await page.setViewportSize({ width: 800, height: 600 });
  await page.goto(reject);
  await save(page, 'confirm-page');
  await page.getByRole('button').click();
  await save(page, 'rejected-page');
  await page.goto(reject);
  await save(page, 'already-decided-page');
  await page.goto(reject.slice(0, -9));
  await save(page, 'invalid-page');
}

/** The HTML mails of SES, by themselves, as a mail program shows them. */
export async function mails({ stack, slack, page, ask, save }: Stage): Promise<void> {
  const details = {
    Version: '1.2.0',
    Environment: 'production',
    Changes: 'https://github.example.com/shop/compare/v1.1...v1.2\nNo migrations.',
  };
  const input = {
    name: 'Release 1.2',
    title: 'Release 1.2 to production',
    details,
    requester: 'Ann Lindqvist',
  };
  await ask({ ...input, approvers: [slack.workspace.users[1]?.email] });
  await page.locator('[data-pane="inbox"] > *').first().waitFor();
  await page.setViewportSize({ width: 680, height: 760 });
  await page.goto(`${stack.url}/_local/emails/${stack.emails()[0]?.id}`);
  await save(page, 'mail-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await save(page, 'mail-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 320, height: 900 });
  await save(page, 'mail-phone');
}
