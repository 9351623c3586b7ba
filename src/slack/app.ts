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
import type { EndpointPorts, SlackPorts } from './ports.ts';
import { logEachRequest, portsOf } from './request-line.ts';

const SUBMISSIONS: Readonly<
  Record<string, (submission: Submission, ports: SlackPorts) => Promise<ViewResponseAction | undefined>>
> = {
  [REJECT_MODAL]: submitReject,
  [CANCEL_MODAL]: submitCancel,
  [REQUEST_MODAL]: submitRequest,
};

/** Joins what Slack sends to the function that answers it; the ids are those of manifest.yml. */
export function registerListeners(app: App, ports: EndpointPorts): void {
  logEachRequest(app, ports);

  app.command(COMMAND, async ({ ack, command, context }) => {
    await ack(await approvalCommand(command, portsOf(context, ports)));
  });

  app.shortcut<GlobalShortcut>(REQUEST_SHORTCUT, async ({ ack, shortcut, context }) => {
    await openRequestModal(shortcut, portsOf(context, ports));
    await ack();
  });

  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab === 'home') await refreshHome({ id: event.user }, portsOf(context, ports));
  });

  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: REJECT },
    async ({ ack, action, body, context }) => {
      await askForReason({ action, body }, portsOf(context, ports));
      await ack();
    },
  );
  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^(?!${REJECT}$)${DECIDE_PREFIX}`) },
    async ({ ack, action, body, context }) => {
      await decideByButton({ action, body }, portsOf(context, ports));
      await ack();
    },
  );

  for (const [modal, submit] of Object.entries(SUBMISSIONS)) {
    app.view<ViewSubmitAction>(
      { type: 'view_submission', callback_id: modal },
      async ({ ack, body, context }) => {
        const next = await submit(body, portsOf(context, ports));
        await (next ? ack(next) : ack());
      },
    );
  }
}
