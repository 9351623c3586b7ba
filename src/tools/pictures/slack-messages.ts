import { executionName } from '../../approval/execution.ts';
import { COMMENT } from '../../slack/blocks/answer-modal.ts';
import { DECIDE_PREFIX } from '../../slack/blocks/decide-buttons.ts';
import { askFor, create, whileAnotherFails } from './machines.ts';
import type { Asked, Stage } from './stage.ts';

/** The Slack message of a request that waits, and of each way in which one ends. */
export async function messages({ stack, slack, ask, save }: Stage): Promise<void> {
  const requesterId = slack.workspace.users[0]?.id;
  const approvers = [slack.workspace.users[1]?.id, slack.workspace.userGroups[0]?.id];
  const request = (version: string, more: object = {}, stateMachineArn = stack.stateMachineArn) => {
    const title = `Release ${version} to production`;
    const details = { Environment: 'production', Version: `${version}.0` };
    const input = { name: title, title, details, requester: 'ann', requester_id: requesterId };
    return ask({ ...input, ...more }, stateMachineArn);
  };
  const press = ({ ref }: Asked, action: string) =>
    slack.press({ user: 'ben', ...ref, actionId: DECIDE_PREFIX + action });

  const pending = await request('1.2', { approvers });
  await save(pending.message, 'message-pending');

  const approved = await request('1.3');
  await press(approved, 'approve');
  await saveEnded(approved, 'message-approved', save);

  const rejected = await request('1.4');
  await press(rejected, 'reject');
  await slack.submit({ user: 'ben', values: { [COMMENT]: { [COMMENT]: 'The tests are red.' } } });
  await saveEnded(rejected, 'message-rejected', save);

  const cancelled = await request('1.5');
  await slack.command({ user: 'ann', text: `/approval cancel ${executionName(cancelled.executionArn)}` });
  await slack.submit({ user: 'ann', values: {} });
  await slack.closeModal({ user: 'ann', values: {} });
  await saveEnded(cancelled, 'message-cancelled', save);

  const wait = askFor(1);
  const expired = await request('1.6', {}, await create(stack, 'Expires', wait));
  await saveEnded(expired, 'message-expired', save);

  const failed = await request('1.7', {}, await create(stack, 'Fails', whileAnotherFails));
  await saveEnded(failed, 'message-failed', save);
}

/** The form for a rejection, the form for a request, and the home of the app. */
export async function dialogs({ slack, page, save, ask }: Stage): Promise<void> {
  const asked = await ask({ name: 'Database migration', requester_id: slack.workspace.users[0]?.id });
  await asked.message.locator('.actions button').nth(1).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('textarea').fill('The tests are red.');
  await save(dialog, 'reject-modal');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await page.locator('[data-shortcut]').first().click();
  await dialog.waitFor();
  await dialog.locator('input[type="text"], textarea').first().fill('Release 1.2 of the shop');
  await dialog.locator('textarea').first().fill('Environment: production\nVersion: 1.2.0');
  await page.setViewportSize({ width: 1400, height: 1200 });
  await save(dialog, 'request-form');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });

  await slack.press({
    user: 'ann',
    ...(await ask({ name: 'Release 1.1' })).ref,
    actionId: `${DECIDE_PREFIX}approve`,
  });
  await page.locator('.status.succeeded').first().waitFor();
  await page.locator('.places input').nth(1).check({ force: true });
  await page.locator('.app-home .actions button').first().waitFor();
  await page.setViewportSize({ width: 1400, height: 1100 });
  await save(page.locator('.place.app-home'), 'app-home');
}

async function saveEnded({ message }: Asked, name: string, save: Stage['save']): Promise<void> {
  await message.locator('.actions').waitFor({ state: 'detached' });
  await save(message, name);
}
