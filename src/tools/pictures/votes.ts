import { DECIDE_PREFIX } from '../../slack/blocks/decide-buttons.ts';
import type { Asked, Stage } from './stage.ts';
import { askInTeams, channelOf, saveChannel } from './teams.ts';

/** Has no account, so that only the voters are mentioned. */
const REQUESTER = 'Dana Weber';
const TWO_OF_THREE = {
  approvals: 2,
  approvers: ['ann@example.com', 'ben@example.com', 'cleo@example.com'],
};
const TWO_STAGES = {
  stages: [
    { title: 'Team', approvers: ['ann@example.com', 'ben@example.com'], approvals: 2 },
    { title: 'Security', approvers: ['cleo@example.com'] },
  ],
};

/** The Slack message in each stage: one of two votes, the second of two stages, and approved with all votes. */
export async function messagesWithVotes(stage: Stage): Promise<void> {
  const { page, save } = stage;
  await page.setViewportSize({ width: 1400, height: 1400 });
  const quorum = await ask(stage, '1.2', TWO_OF_THREE);
  await approve(stage, quorum, 'ann');
  await save(quorum.message, 'message-votes');
  await approve(stage, quorum, 'ben');
  await save(quorum.message, 'message-votes-approved');

  const stages = await ask(stage, '1.3', TWO_STAGES);
  await approve(stage, stages, 'ann');
  await approve(stage, stages, 'ben');
  await save(stages.message, 'message-stages');
  await approve(stage, stages, 'cleo');
  await save(stages.message, 'message-stages-approved');
}

/** Two cards in Teams: one of two votes, and approved with both. */
export async function teamsVotes(stage: Stage): Promise<void> {
  const { teams } = stage.stack;
  const rule = { approvals: 2, requester: REQUESTER, requester_id: null };
  const cards = [await askInTeams(stage, '1.2', rule), await askInTeams(stage, '1.3', rule)];
  const list = await channelOf(stage);
  // Cleo does not see the private answers to the voters.
  await stage.page.locator('#teams select[name="user"]').selectOption({ label: 'Cleo Marchetti' });
  const vote = async (index: number, user: string, name: string) => {
    await teams.press({ user, activity: cards[index]?.card.id ?? '', action: '#0' });
    await list
      .locator('.message')
      .nth(index)
      .locator('.ac-textBlock:visible', { hasText: name })
      .last()
      .waitFor();
  };
  await vote(0, 'ann', 'Ann Lindqvist');
  await vote(1, 'ann', 'Ann Lindqvist');
  await vote(1, 'ben', 'Ben Okafor');
  await list.locator('.message').nth(1).getByRole('button').first().waitFor({ state: 'detached' });
  await saveChannel(stage, list, 'teams-votes');
}

/** The page of a link that the second approver opens. */
export async function pageWithVotes(stage: Stage): Promise<void> {
  const { stack, page, save } = stage;
  const asked = await ask(stage, '1.2', TWO_OF_THREE);
  await approve(stage, asked, 'ann');
  const mail = stack.emails().find(({ to }) => to === 'ben@example.com');
  const [link = ''] = mail?.message.match(/^http\S+$/gm) ?? [];
  await page.setViewportSize({ width: 800, height: 640 });
  await page.goto(link);
  await save(page, 'votes-page');
}

function ask({ ask: start }: Stage, version: string, rule: object): Promise<Asked> {
  const title = `Release ${version} to production`;
  const details = { Environment: 'production', Version: `${version}.0` };
  return start({ name: title, title, details, requester: REQUESTER, ...rule });
}

/** Approves in Slack, and waits for the message that shows the vote. */
async function approve({ slack }: Stage, { ref, message }: Asked, user: string): Promise<void> {
  const { realName = user } = slack.workspace.users.find(({ name }) => name === user) ?? {};
  await slack.press({ user, ...ref, actionId: `${DECIDE_PREFIX}approve` });
  // The approvers and the end are in the context.
  await message.locator('p:not(.context) .mention', { hasText: realName }).waitFor();
}
