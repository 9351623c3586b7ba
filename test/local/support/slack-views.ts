import type { ModalView, View } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { type Answer, payloadOf, type Received, startTestSlack } from './test-slack.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** A form with a text field, a menu, a choice of people, and a button. */
export const MODAL: ModalView = {
  type: 'modal',
  callback_id: 'request',
  private_metadata: 'sealed',
  title: plain('Request approval'),
  submit: plain('Request'),
  close: plain('Cancel'),
  blocks: [
    {
      type: 'input',
      block_id: 'name',
      label: plain('Name'),
      element: { type: 'plain_text_input', action_id: 'text', min_length: 2, max_length: 10 },
    },
    {
      type: 'input',
      block_id: 'kind',
      optional: true,
      label: plain('Kind'),
      element: {
        type: 'static_select',
        action_id: 'choice',
        options: [
          { text: plain('Deployment'), value: 'deploy' },
          { text: plain('Access'), value: 'access' },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'who',
      optional: true,
      label: plain('Approvers'),
      element: { type: 'multi_users_select', action_id: 'people' },
    },
    {
      type: 'input',
      block_id: 'where',
      optional: true,
      label: plain('Channel'),
      element: { type: 'conversations_select', action_id: 'channel' },
    },
    {
      type: 'actions',
      block_id: 'more',
      elements: [{ type: 'button', action_id: 'add', text: plain('Add a detail'), value: '1' }],
    },
  ],
};

export const HOME: View = {
  type: 'home',
  blocks: [
    {
      type: 'actions',
      block_id: 'first',
      elements: [{ type: 'button', action_id: 'decide', text: plain('Approve'), value: 'one' }],
    },
    {
      type: 'actions',
      block_id: 'second',
      elements: [{ type: 'button', action_id: 'decide', text: plain('Approve'), value: 'two' }],
    },
  ],
};

/** An app that opens `view` for its shortcut, publishes a home view, and answers all other requests with `onPayload`. */
export function appWithViews(
  view: View = MODAL,
  onPayload: (
    payload: ReturnType<typeof payloadOf>,
    client: WebClient,
  ) => Answer | Promise<Answer> = () => ({}),
) {
  return async (request: Received, client: WebClient): Promise<Answer> => {
    if (request.headers['content-type'] === 'application/json') {
      const { event } = JSON.parse(request.body.toString('utf8'));
      await client.views.publish({ user_id: event.user, view: HOME });
      return {};
    }
    const payload = payloadOf(request);
    if (payload.type !== 'shortcut') return onPayload(payload, client);
    await client.views.open({ trigger_id: payload.trigger_id, view });
    return {};
  };
}

/** Starts an embedded Slack with this app, and opens the modal for Ann. */
export async function startWithModal(...parameters: Parameters<typeof appWithViews>) {
  const started = await startTestSlack(appWithViews(...parameters));
  await started.slack.shortcut({ callbackId: 'request_approval' });
  started.received.splice(0);
  return started;
}
