import type { Approval, Resolution } from '../approval/approval.ts';
import { resolvedMessage } from './blocks/request-message.ts';
import type { SentMessages } from './message-reference.ts';
import type { SurfacePorts } from './ports.ts';
import { updateMessages } from './update-messages.ts';

/** Shows in all messages of a request how it ended. */
export async function showEnded(
  approval: Approval,
  resolution: Resolution,
  sent: SentMessages,
  { client, log }: SurfacePorts,
): Promise<void> {
  await updateMessages(sent, resolvedMessage(approval, resolution), { slack: await client(), log });
}
