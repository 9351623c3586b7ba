import type { App, BlockAction, ButtonAction } from '@slack/bolt';
import { DECIDE_PREFIX } from './blocks/request-message.ts';
import { approvalCommand } from './listeners/approval-command.ts';
import { decideByButton } from './listeners/decide.ts';
import type { SlackPorts } from './ports.ts';

/** Joins what Slack sends to the function that answers it; the ids are those of manifest.yml. */
export function registerListeners(app: App, ports: SlackPorts): void {
  app.command('/approval', async ({ ack, command }) => {
    await ack(await approvalCommand(command, ports));
  });

  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^${DECIDE_PREFIX}`) },
    async ({ ack, action, body }) => {
      await decideByButton({ action, body }, ports);
      await ack();
    },
  );
}
