import { objects } from '../json.ts';
import { DeliveryError } from './delivery-error.ts';
import type { AppAnswer } from './sender.ts';
import type { SlackView, Views } from './views.ts';
import type { ApiResult } from './workspace.ts';

/**
 * Carries out the app's answer to a submitted modal (Slack: "Modals", response actions). An empty answer closes the
 * modal.
 *
 * @throws {DeliveryError} if Slack cannot carry out the answer. The modal then stays open.
 */
export async function applyAnswer(
  answer: AppAnswer,
  view: SlackView,
  userId: string,
  views: Views,
): Promise<void> {
  if (answer === undefined || Object.keys(answer).length === 0) {
    closeModal(view, userId, views);
    return;
  }
  switch (answer.response_action) {
    case 'clear':
      views.close(userId, 'all');
      return;
    case 'errors':
      views.showErrors(userId, fieldErrors(answer.errors, view));
      return;
    case 'update':
      accept(await views.call('views.update', { view_id: view.id, view: answer.view }));
      return;
    case 'push': {
      const trigger_id = views.triggerId(userId, view.id);
      accept(await views.call('views.push', { trigger_id, view: answer.view }));
      return;
    }
    default:
      throw new DeliveryError('EndpointFailed', 'Slack does not understand the answer to a submitted modal.');
  }
}

/** Closes nothing if the app has opened another modal in the meantime. */
function closeModal(view: SlackView, userId: string, views: Views): void {
  if (views.of(userId).modal?.id === view.id) views.close(userId, 'top');
}

function fieldErrors(errors: unknown, { blocks }: SlackView): Record<string, string> {
  const inputs = objects(blocks).filter(({ type }) => type === 'input');
  const entries = Object.entries(errors ?? {}).map(([id, text]) => [id, String(text)] as const);
  const unknown = entries.find(([id]) => !inputs.some(({ block_id }) => block_id === id));
  if (!unknown && entries.length > 0) return Object.fromEntries(entries);
  const reason = unknown ? `the modal has no input block “${unknown[0]}”` : 'the answer contains none';
  throw new DeliveryError('EndpointFailed', `Slack cannot show the errors: ${reason}.`);
}

function accept({ ok, error, response_metadata }: ApiResult): void {
  if (ok) return;
  const { messages = [] } = (response_metadata ?? {}) as { messages?: string[] };
  const reasons = [error, ...messages].join(' ');
  throw new DeliveryError('EndpointFailed', `Slack refused the view: ${reasons}.`);
}
