import { inOneLine } from '../invocation-log.ts';
import { ephemeral } from './commands/command.ts';
import { answerInTime } from './deadline/answer-in-time.ts';
import type { FollowUpEvent } from './follow-up.ts';
import { refreshHome } from './listeners/app-home-opened.ts';
import { readingCommand } from './listeners/approval-command.ts';
import type { EndpointPorts } from './ports.ts';
import { attempt } from './private-reply.ts';

/** The function has 10 seconds. */
const FOLLOW_UP_WITHIN_MS = 8_000;

/** Answers a command, or publishes a home tab. Logs errors, and does not throw, so that Lambda does not repeat it. */
export function runFollowUp({ slack_follow_up: work }: FollowUpEvent, ports: EndpointPorts): Promise<void> {
  return inOneLine('slack_follow_up', ports, async (note) => {
    const delivery = { deadline: ports.timeout(FOLLOW_UP_WITHIN_MS), note };
    if ('home' in work) {
      note({ name: 'app_home_opened', user_id: work.home });
      await answerInTime(
        delivery,
        ports,
        (deliveryPorts) => refreshHome({ id: work.home }, deliveryPorts),
        () => undefined,
      );
      return;
    }
    const { response_url: responseUrl, ...command } = work.command;
    note({ name: command.command, user_id: command.user_id });
    const answer = await answerInTime(
      delivery,
      ports,
      (deliveryPorts) => readingCommand(command, deliveryPorts),
      (text) => (text ? ephemeral(text) : undefined),
    );
    if (answer) await attempt('respond_failed', ports, () => ports.respond(responseUrl, answer));
  });
}
