import { workflowOf } from '../approval/execution.ts';
import { recordedTask } from '../approval/recorded-task.ts';
import { parseRequest } from '../approval/request.ts';
import type { Resolution } from '../approval/resolution.ts';
import type { Wording } from '../approval/wording/index.ts';
import type { Payload } from '../callback/payload.ts';
import { ACTIONS_BLOCK } from './blocks/decide-buttons.ts';
import { type Message, resolvedMessage } from './blocks/request-message.ts';
import { STATUS_BLOCK, statusBlock, statusText } from './blocks/status.ts';
import { attempt, type PlacedMessage } from './place.ts';
import type { SlackPorts } from './ports.ts';

/**
 * Puts how a request ended where the buttons of its message were. Where Slack did not hand the message back (a modal
 * was between), what was asked comes from the execution history; where that does not tell, announce-decision does this.
 */
export async function showResolution(
  resolution: Resolution,
  message: PlacedMessage,
  { payload, wording }: { payload?: Payload | undefined; wording: Wording },
  ports: SlackPorts,
): Promise<void> {
  await attempt('update_failed', ports, async () => {
    const shown = message.blocks
      ? withoutButtons(message, resolution, wording)
      : await fromHistory(payload, resolution, ports);
    if (!shown) return;
    const slack = await ports.client();
    await slack.chat.update({ channel: message.channel, ts: message.ts, ...shown });
  });
}

function withoutButtons({ blocks = [] }: PlacedMessage, resolution: Resolution, wording: Wording): Message {
  const kept = blocks.filter(({ block_id }) => block_id !== ACTIONS_BLOCK && block_id !== STATUS_BLOCK);
  return { text: statusText(resolution, wording), blocks: [...kept, statusBlock(resolution, wording)] };
}

async function fromHistory(
  payload: Payload | undefined,
  resolution: Resolution,
  ports: SlackPorts,
): Promise<Message | undefined> {
  const execution = payload?.context?.execution;
  if (!payload || !execution || !('token' in payload)) return undefined;
  const task = await recordedTask(execution, ports, payload.token);
  if (!task?.input) return undefined;
  return resolvedMessage(parseRequest(task.input, ports.locale, workflowOf(execution)), resolution);
}
