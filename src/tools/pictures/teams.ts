import type { Locator } from 'playwright-core';
import { executionName } from '../../approval/execution.ts';
import { createUntil } from '../../local/demo/until.ts';
import type { TeamsMessage } from '../../local/teams/messages.ts';
import { commentId } from '../../teams/card/questions.ts';
import { askFor, create, whileAnotherFails } from './machines.ts';
import type { Asked, Stage } from './stage.ts';

const COMMENT = 'The tests are red.';
const WITHIN_MS = 30_000;

/** Two requests that wait. The part for the reason of a rejection is open in the second. */
export async function teamsWaiting(stage: Stage): Promise<void> {
  await askInTeams(stage, '1.2', { approvers: ['ben@example.com', 'cleo@example.com'] });
  await askInTeams(stage, '1.3');
  const list = await channelOf(stage);
  const second = list.locator('.message').nth(1);
  // Approve, Reject …, and the button of the part that the second one opens.
  await second.getByRole('button').nth(1).click();
  await second.locator('textarea').fill(COMMENT);
  await saveChannel(stage, list, 'teams-waiting');
}

/** Five requests that ended: approved, rejected, cancelled, expired and failed. */
export async function teamsEnded(stage: Stage): Promise<void> {
  const { stack, slack } = stage;
  const { teams } = stack;
  const approved = await askInTeams(stage, '1.4');
  const rejected = await askInTeams(stage, '1.5');
  const cancelled = await askInTeams(stage, '1.6');
  await askInTeams(stage, '1.7', {}, await create(stack, 'Expires', askFor(3)));
  await askInTeams(stage, '1.8', {}, await create(stack, 'Fails', whileAnotherFails));

  await teams.press({ user: 'ben', activity: approved.card.id, action: '#0' });
  const values = { [commentId('reject')]: COMMENT };
  await teams.press({ user: 'ben', activity: rejected.card.id, action: '#1', values });
  await slack.command({ user: 'ann', text: `/approval cancel ${executionName(cancelled.executionArn)}` });
  await slack.submit({ user: 'ann', values: {} });
  await slack.closeModal({ user: 'ann', values: {} });

  const until = createUntil(stack.onChange, AbortSignal.timeout(WITHIN_MS));
  await until('the ends', () => !JSON.stringify(teams.messages()).includes('"Action.Execute"'));
  const list = await channelOf(stage);
  await list.getByRole('button').first().waitFor({ state: 'detached' });
  await saveChannel(stage, list, 'teams-ended');
}

/** The form for a request, as the person who asked for it sees it. */
export async function teamsForm(stage: Stage): Promise<void> {
  const { teams } = stage.stack;
  await teams.say({ user: 'ann', text: `@${teams.bot.name} start` });
  const list = await channelOf(stage);
  await list.getByRole('button').last().waitFor();
  await saveChannel(stage, list, 'teams-form');
}

/** A request with custom answers. The form of the first is open, with an input of each type. */
export async function teamsAnswers(stage: Stage): Promise<void> {
  const actions = [
    { name: 'approve_for', label: 'Approve for a time', style: 'primary', outcome: 'approve' },
    { name: 'hold', label: 'Hold', outcome: 'other', inputs: [] },
    { name: 'decline', label: 'Decline', outcome: 'reject' },
  ];
  const inputs = [
    { name: 'ticket', label: 'Ticket', type: 'text', required: true },
    { name: 'hours', label: 'Hours', type: 'number', default: 4 },
    { name: 'region', label: 'Region', type: 'choice', options: ['eu-west-1', 'us-east-1'], required: true },
    { name: 'from', label: 'From', type: 'date', default: '2026-12-01' },
    { name: 'night', label: 'Also at night?', type: 'yesno', required: true },
  ];
  const details = { Database: 'shop', Reason: 'Restore one order' };
  await askInTeams(stage, '2.0', { title: 'Write access to a database', details, actions, inputs });
  const list = await channelOf(stage);
  const card = list.locator('.message').first();
  await card.getByRole('button').first().click();
  await card.getByLabel('Ticket').fill('OPS-7');
  await card.getByLabel('Region').selectOption('us-east-1');
  await card.getByLabel('No', { exact: true }).check();
  await saveChannel(stage, list, 'teams-answers');
}

/** A request that reminds its approvers, and later may be decided by another person too. */
export async function teamsReminder(stage: Stage): Promise<void> {
  const remind = { after: '1s' };
  const escalate = [{ after: '4s', to: ['cleo@example.com'] }];
  await askInTeams(stage, '2.1', { approvers: ['ben@example.com'], remind, escalate });
  const list = await channelOf(stage);
  await list.locator('.message.answer').nth(1).waitFor();
  await saveChannel(stage, list, 'teams-reminder');
}

/** Starts a request, and waits for its message in Slack and its card. */
export async function askInTeams(
  { stack, slack, ask: start }: Stage,
  version: string,
  more: { readonly title?: string; readonly [member: string]: unknown } = {},
  machine?: string,
): Promise<Asked & { readonly card: TeamsMessage }> {
  const { title = `Release ${version} to production` } = more;
  const details = { Environment: 'production', Version: `${version}.0` };
  const requesterId = slack.workspace.users[0]?.id;
  const asked = await start(
    { name: title, title, details, requester: 'Ann Lindqvist', requester_id: requesterId, ...more },
    machine,
  );
  const until = createUntil(stack.onChange, AbortSignal.timeout(WITHIN_MS));
  const card = await until('the card', () => {
    return stack.teams.messages().find(({ attachments }) => JSON.stringify(attachments)?.includes(title));
  });
  return { ...asked, card };
}

const SIZE = { width: 640, height: 1600 };

/** The messages of the channel, with room for all of them. */
export async function channelOf({ page }: Stage) {
  await page.setViewportSize(SIZE);
  await page.locator('.tabs [value="teams"]').check({ force: true });
  return page.locator('[data-pane="teams"]');
}

/** Saves the list without the room that is left. */
export async function saveChannel(
  { page, save: savePicture }: Stage,
  list: Locator,
  name: string,
): Promise<void> {
  const [shown, last] = await Promise.all([
    list.boundingBox(),
    list.locator('.message').last().boundingBox(),
  ]);
  if (!shown || !last) throw new TypeError('the channel is not shown');
  const room = shown.y + shown.height - (last.y + last.height);
  await page.setViewportSize({ ...SIZE, height: Math.ceil(SIZE.height - room) });
  await savePicture(list, name);
}
