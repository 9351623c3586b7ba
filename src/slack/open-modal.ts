import type { ModalView } from '@slack/types';
import { isExchangedTrigger } from './exchanged-trigger.ts';
import type { SlackPorts } from './ports.ts';

/** Opens a modal. One that is open already is fine: what somebody did was delivered twice. */
export async function openModal(
  triggerId: string,
  view: ModalView,
  { client }: Pick<SlackPorts, 'client'>,
): Promise<void> {
  const slack = await client();
  try {
    await slack.views.open({ trigger_id: triggerId, view });
  } catch (error) {
    if (!isExchangedTrigger(error)) throw error;
  }
}
