import type { GlobalShortcut } from '@slack/bolt';
import { wordingFor } from '../../approval/wording/index.ts';
import { requestModal } from '../blocks/request-modal.ts';
import { openModal } from '../open-modal.ts';
import { attempt } from '../place.ts';
import type { SlackPorts } from '../ports.ts';

/** Opens the form for a request. There is no channel to tell a failure in: it is logged. */
export async function openRequestModal(
  { trigger_id }: Pick<GlobalShortcut, 'trigger_id'>,
  ports: SlackPorts,
): Promise<void> {
  const view = requestModal(trigger_id, wordingFor(ports.locale));
  await attempt('modal_failed', ports, () => openModal(trigger_id, view, ports));
}
