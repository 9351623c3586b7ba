import { createUntil } from '../../local/demo/until.ts';
import type { Stage } from './stage.ts';

const DEADLINE_MS = 30_000;

/** Custom answers, and an input of each type. */
const ACCESS = {
  name: 'Database access',
  title: 'Access to the database of the shop',
  requester: 'Ann Lindqvist',
  details: { Database: 'shop-production', Ticket: 'OPS-1204' },
  inputs: [
    { name: 'reason', label: 'What is it needed for?', type: 'text', required: true },
    { name: 'hours', label: 'Hours', type: 'number', default: 2 },
    { name: 'role', label: 'Role', type: 'choice', options: ['Read', 'Read and write'], required: true },
    { name: 'until', label: 'Not after', type: 'date' },
    { name: 'notify', label: 'Tell the owners of the database?', type: 'yesno', required: true },
  ],
  actions: [
    { name: 'grant', label: 'Grant access', outcome: 'approve', style: 'primary' },
    { name: 'ask', label: 'Ask security first', outcome: 'other', inputs: ['reason'] },
    { name: 'deny', label: 'Not now', outcome: 'reject' },
  ],
};

/** The page of an answer that asks for inputs: as it opens, and with what is wrong. */
export async function pageWithInputs({ stack, page, ask, save }: Stage): Promise<void> {
  await ask(ACCESS);
  await page.locator('[data-pane="inbox"] > *').first().waitFor();
  const [link = ''] = stack.emails()[0]?.message.match(/^http\S+$/gm) ?? [];
  await page.setViewportSize({ width: 640, height: 1000 });
  await page.goto(link);
  const content = page.getByRole('main');
  await save(content, 'inputs-page');
  // Without the checks of the browser.
  await page.evaluate('document.forms[0].noValidate = true');
  await page.locator('input[name="input.reason"]').fill('OPS-1204: find the lost invoices');
  await page.getByRole('button').click();
  await page.getByRole('alert').waitFor();
  await save(content, 'inputs-page-wrong');
}

/** The HTML mails of SES: a request with custom answers, and a reminder. */
export async function mailsWithAnswers({ stack, slack, page, ask, save }: Stage): Promise<void> {
  const until = createUntil(stack.onChange, AbortSignal.timeout(DEADLINE_MS));
  await ask({ ...ACCESS, approvers: [slack.workspace.users[1]?.email], remind: { after: '1s' } });
  const [first, reminder] = await until('the reminder', () => stack.emails().length > 1 && stack.emails());
  await page.setViewportSize({ width: 680, height: 700 });
  for (const [name, mail] of Object.entries({ 'mail-answers': first, 'mail-reminder': reminder })) {
    await page.goto(`${stack.url}/_local/emails/${mail?.id}`);
    await save(page, name);
  }
}
