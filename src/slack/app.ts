import type {
  App,
  BlockAction,
  ButtonAction,
  GlobalShortcut,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { CANCEL_MODAL } from './blocks/cancel-modal.ts';
import { DECIDE_PREFIX, REJECT } from './blocks/decide-buttons.ts';
import { COMMAND } from './blocks/home-view.ts';
import { REJECT_MODAL } from './blocks/reject-modal.ts';
import { REQUEST_MODAL } from './blocks/request-modal.ts';
import { refreshHome } from './listeners/app-home-opened.ts';
import { approvalCommand } from './listeners/approval-command.ts';
import { decideByButton } from './listeners/decide.ts';
import { askForReason } from './listeners/reject.ts';
import { openRequestModal, REQUEST_SHORTCUT } from './listeners/request-shortcut.ts';
import { submitCancel } from './listeners/submit-cancel.ts';
import { type Submission, submitReject } from './listeners/submit-reject.ts';
import { submitRequest } from './listeners/submit-request.ts';
import type { SlackPorts } from './ports.ts';

/** Joins what Slack sends to the function that answers it; the ids are those of manifest.yml. */
export function registerListeners(app: App, ports: SlackPorts): void {
  app.command(COMMAND, async ({ ack, command }) => {
    await ack(await approvalCommand(command, ports));
  });

  app.shortcut<GlobalShortcut>(REQUEST_SHORTCUT, async ({ ack, shortcut }) => {
    await openRequestModal(shortcut, ports);
    await ack();
  });

  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await refreshHome({ id: event.user }, ports);
  });

  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: REJECT },
    async ({ ack, action, body }) => {
      await askForReason({ action, body }, ports);
      await ack();
    },
  );
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^(?!${REJECT}$)${DECIDE_PREFIX}`) },
    async ({ ack, action, body }) => {
      await decideByButton({ action, body }, ports);
      await ack();
    },
  );

  const submissions: Readonly<
    Record<string, (submission: Submission) => Promise<ViewResponseAction | undefined>>
  > = {
    [REJECT_MODAL]: (submission) => submitReject(submission, ports),
    [CANCEL_MODAL]: (submission) => submitCancel(submission, ports),
    [REQUEST_MODAL]: (submission) => submitRequest(submission, ports),
  };
  for (const [modal, submit] of Object.entries(submissions)) {
    app.view<ViewSubmitAction>({ type: 'view_submission', callback_id: modal }, async ({ ack, body }) => {
      const next = await submit(body);
      await (next ? ack(next) : ack());
    });
  }
}
