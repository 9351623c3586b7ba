import type { ModalView } from '@slack/types';
import { errorCodeOf } from './error-code.ts';
import type { SlackPorts } from './ports.ts';

/** What views.open says of a trigger that has opened a modal before, and what the older dialog.open does (references). */
const EXCHANGED = new Set<unknown>(['exchanged_trigger_id', 'trigger_exchanged']);

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
    if (!EXCHANGED.has(errorCodeOf(error))) throw error;
  }
}
