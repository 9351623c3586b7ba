import type { Stage } from './stage.ts';
import { askInTeams, saveChannel } from './teams.ts';

const RELEASE = {
  name: 'Release 1.2',
  title: 'Release 1.2 to production',
  details: { Environment: 'production', Version: '1.2.0' },
  requester: 'Dana Weber',
};
const ACTIONS = [
  { name: 'approve', label: 'Approve', style: 'primary', outcome: 'approve' },
  { name: 'approve_canary', label: 'Approve for 5 % of users', outcome: 'approve', inputs: [] },
  { name: 'hold', label: 'Hold', outcome: 'other', inputs: [] },
  { name: 'reject', label: 'Reject', outcome: 'reject' },
];
const INPUTS = [
  { name: 'ticket', label: 'Ticket', type: 'text', required: true },
  { name: 'hours', label: 'Hours of downtime', type: 'number', default: 0.5 },
  {
    name: 'window',
    label: 'Window',
    type: 'choice',
    options: ['Tonight', 'Sunday morning'],
    required: true,
    default: 'Tonight',
  },
  { name: 'day', label: 'Day', type: 'date' },
  { name: 'backup', label: 'Is there a backup?', type: 'yesno', required: true },
];

/** A message with custom answers, and the form of one that asks for an input of each type. */
export async function slackAnswers({ page, ask, save }: Stage): Promise<void> {
  await page.setViewportSize({ width: 1400, height: 1100 });
  const { message } = await ask({ ...RELEASE, actions: ACTIONS, inputs: INPUTS, comment: 'optional' });
  await save(message, 'message-actions');
  await message.locator('.actions button').first().click();
  const form = page.getByRole('dialog');
  await form.locator('input').first().fill('OPS-7');
  await form.locator('input[type="date"]').fill('2026-12-01');
  await form.getByRole('radio').first().check();
  await save(form, 'inputs-modal');
}

/** A reminder of a request that waits for two people, one of whom has approved in Teams. */
export async function slackReminder(stage: Stage): Promise<void> {
  const { stack, page } = stage;
  const asked = await askInTeams(stage, '1.2', {
    approvers: ['ann@example.com', 'ben@example.com'],
    unanimous: true,
    remind: { after: '5s' },
  });
  await stack.teams.press({ user: 'ann', activity: asked.card.id, action: '#0' });
  const list = page.locator('[data-pane="slack"]');
  await list.locator('.message.answer').waitFor();
  await page.setViewportSize({ width: 640, height: 1600 });
  await saveChannel(stage, list, 'message-reminder');
}
