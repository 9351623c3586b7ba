import type {
  App,
  BlockAction,
  ButtonAction,
  Context,
  GlobalShortcut,
  OverflowAction,
  SlashCommand,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { inTime } from '../approval/in-time.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { ANSWER_MODAL } from './blocks/answer-modal.ts';
import { DECIDE_PREFIX } from './blocks/decide-buttons.ts';
import { DELEGATE } from './blocks/delegate-menu.ts';
import { DELEGATE_MODAL } from './blocks/delegate-modal.ts';
import { CANCEL_MODAL, noticeModal, type Submission } from './blocks/modals.ts';
import { REQUEST_MODAL } from './blocks/request-modal.ts';
import { ephemeral } from './commands/command.ts';
import { onlyReads } from './commands/parts.ts';
import { answerInTime } from './deadline/answer-in-time.ts';
import { ANSWER_WITHIN_MS, PRESS_WITHIN_MS, READ_WITHIN_MS } from './deadline/deadline.ts';
import type { FollowUp } from './follow-up.ts';
import { decideByButton, submitAnswer } from './listeners/decide.ts';
import { REQUEST_SHORTCUT } from './names.ts';
import type { EndpointPorts, SlackPorts } from './ports.ts';
import { originOf, type PressBody } from './press-origin.ts';
import { replyPrivately } from './private-reply.ts';
import { deliveryOf, logEachDelivery } from './request-log.ts';
import { startFollowUp } from './start-follow-up.ts';

/**
 * Registers a listener for each kind of delivery. manifest.yml declares the same command, shortcut and event. Most deliveries
 * are presses, so the code of the others is loaded when one of them comes.
 */
export function registerListeners(app: App, ports: EndpointPorts): void {
  logEachDelivery(app, ports);
  // Called when needed: the language may still be loading now.
  const wording = () => wordingFor(ports.locale);
  const timed = <T>(
    context: Context,
    work: (ports: SlackPorts) => Promise<T>,
    late: (text: string | undefined) => T | undefined,
  ) => answerInTime(deliveryOf(context, ports, ANSWER_WITHIN_MS), ports, work, late);

  /** Lets reading go on after its deadline. Returns false if this cannot be started in time. */
  const goesOn = (context: Context, work: FollowUp): Promise<boolean> =>
    startFollowUp(work, { ...ports, ...deliveryOf(context, ports, ANSWER_WITHIN_MS) });

  // The answer to a press carries no text, so a user whose press took too long gets a private reply.
  const timedPress = (context: Context, body: PressBody, work: (ports: SlackPorts) => Promise<void>) =>
    answerInTime(deliveryOf(context, ports, PRESS_WITHIN_MS), ports, work, async (text) => {
      const origin = originOf(body);
      if (!text) {
        // The decision is made, and the home tab still shows the request.
        if (!origin.channel) await goesOn(context, { home: origin.userId });
        return;
      }
      const { deadline } = deliveryOf(context, ports, ANSWER_WITHIN_MS);
      const reply = replyPrivately(text, origin, wording(), ports);
      await inTime(deadline, reply).catch(() => undefined);
    });

  // Each command of the app: one that the deployment does not know gets an answer too.
  app.command(/^\//, async ({ ack, command, context }) => {
    const reads = onlyReads(command);
    const delivery = deliveryOf(context, ports, reads ? READ_WITHIN_MS : ANSWER_WITHIN_MS);
    await ack(
      await answerInTime(
        delivery,
        ports,
        async (deliveryPorts) => {
          const { approvalCommand } = await import('./listeners/approval-command.ts');
          return approvalCommand(command, deliveryPorts);
        },
        async (text) => {
          if (reads && (await goesOn(context, laterCommand(command)))) {
            return ephemeral(wording().slack.answerFollows);
          }
          return text ? ephemeral(text) : undefined;
        },
      ),
    );
  });

  app.shortcut<GlobalShortcut>(REQUEST_SHORTCUT, async ({ ack, shortcut, context }) => {
    const open = async (deliveryPorts: SlackPorts) => {
      const { openRequestModal } = await import('./listeners/request-modal.ts');
      return openRequestModal(shortcut, deliveryPorts);
    };
    await timed(context, open, nothing);
    await ack();
  });

  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab !== 'home') return;
    await answerInTime(
      deliveryOf(context, ports, READ_WITHIN_MS),
      ports,
      async (deliveryPorts) => {
        const { refreshHome } = await import('./listeners/app-home-opened.ts');
        return refreshHome({ id: event.user }, deliveryPorts);
      },
      async () => void (await goesOn(context, { home: event.user })),
    );
  });

  app.action<BlockAction<ButtonAction>>(
    { type: 'block_actions', action_id: new RegExp(`^${DECIDE_PREFIX}`) },
    async ({ ack, action, body, context }) => {
      await timedPress(context, body, (deliveryPorts) => decideByButton({ action, body }, deliveryPorts));
      await ack();
    },
  );

  app.action<BlockAction<OverflowAction>>(
    { type: 'block_actions', action_id: DELEGATE },
    async ({ ack, action, body, context }) => {
      await timedPress(context, body, async (deliveryPorts) => {
        const { openDelegation } = await import('./listeners/delegate.ts');
        return openDelegation({ action, body }, deliveryPorts);
      });
      await ack();
    },
  );

  for (const [modal, load] of Object.entries(SUBMISSIONS)) {
    app.view<ViewSubmitAction>(
      { type: 'view_submission', callback_id: modal },
      async ({ ack, body, context }) => {
        const next = await timed(
          context,
          async (deliveryPorts) => (await load())(body, deliveryPorts),
          (text) => noticeOf(text, wording()),
        );
        await (next ? ack(next) : ack());
      },
    );
  }
}

type Submit = (submission: Submission, ports: SlackPorts) => Promise<ViewResponseAction | undefined>;

/** What submits each modal, by its id. */
const SUBMISSIONS: Readonly<Record<string, () => Submit | Promise<Submit>>> = {
  [ANSWER_MODAL]: () => submitAnswer,
  [DELEGATE_MODAL]: async () => (await import('./listeners/delegate.ts')).submitDelegation,
  [CANCEL_MODAL]: async () => (await import('./listeners/submit-cancel.ts')).submitCancel,
  [REQUEST_MODAL]: async () => (await import('./listeners/request-modal.ts')).submitRequest,
};

const nothing = () => undefined;

/** Only what the answer needs: Lambda keeps the event for a while. */
function laterCommand({ command, text, user_id, channel_id, response_url }: SlashCommand): FollowUp {
  return { command: { command, text, user_id, channel_id, response_url } };
}

function noticeOf(text: string | undefined, wording: Wording): ViewResponseAction | undefined {
  return text ? { response_action: 'update', view: noticeModal(text, wording) } : undefined;
}
