import type { ViewResponseAction } from '@slack/bolt';
import { wordingFor } from '../../approval/wording/index.ts';
import { actorOf } from '../actor.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { FIELD } from '../blocks/request-modal.ts';
import { startRequest } from '../commands/start.ts';
import type { SlackPorts } from '../ports.ts';
import type { Submission } from '../submission.ts';

/** Starts what the form asks for, and says where its buttons are; a field that is wrong is told beside it. */
export async function submitRequest(
  { user, view }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction> {
  const { values } = view.state;
  const approvers = values[FIELD.approvers]?.[FIELD.approvers]?.selected_users ?? [];
  const details = parseDetails(values[FIELD.details]?.[FIELD.details]?.value ?? '');
  const { started, text } = await startRequest(
    {
      name: values[FIELD.name]?.[FIELD.name]?.value?.trim() ?? '',
      ...(details && { details }),
      ...(approvers.length > 0 && { approvers }),
    },
    actorOf(user),
    view.private_metadata,
    ports,
  );
  if (!started) return { response_action: 'errors', errors: { [FIELD.name]: text } };
  return { response_action: 'update', view: noticeModal(text, wordingFor(ports.locale)) };
}

/** One detail a line, `label: value`; a line without a colon goes on with the value of the line before. */
function parseDetails(text: string): Record<string, string> | undefined {
  const details = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n').filter((one) => one.trim())) {
    const [, label = '', value = ''] = /^\s*([^:]+?)\s*:\s+(.*)$/.exec(line) ?? [];
    if (label) last = label;
    const before = details.get(last);
    const added = label ? value : line.trim();
    details.set(last, before && !label ? `${before}\n${added}` : added);
  }
  const firstWithoutLabel = details.get('');
  if (firstWithoutLabel !== undefined) {
    details.delete('');
    details.set('…', firstWithoutLabel);
  }
  return details.size > 0 ? Object.fromEntries(details) : undefined;
}
