import { expect, test } from 'vitest';
import { createTeamsWebhookSurface } from '../../../src/teams/webhook/surface.ts';
import { endedAs, waiting } from '../../support/requests.ts';
import { startTestTeams } from '../support/test-teams.ts';

test.each(['message', 'card'] as const)('the workflow takes our cards as a %s', async (body) => {
  const { teams } = await startTestTeams();
  const surface = createTeamsWebhookSurface({ readUrl: async () => teams.webhookUrl, body, log: () => {} });
  const buttons = [{ action: 'approve', sealed: 'x', url: 'https://example.com/respond?p=1' }];

  await surface.show(waiting(), buttons, undefined);
  await surface.show(endedAs({ status: 'expired' }), undefined, { accepted: true });

  expect(teams.messages()).toMatchObject([
    { attachments: [{ content: { actions: [{ type: 'Action.OpenUrl' }] } }] },
    { attachments: [{ content: { version: '1.4' } }] },
  ]);
});
