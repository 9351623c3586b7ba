import { inOneLine, type Note } from '../invocation-log.ts';
import { wordingFor } from '../wording/index.ts';
import { ephemeral } from './commands/command.ts';
import { answerInTime } from './deadline/answer-in-time.ts';
import type { FollowUp, FollowUpEvent, LaterPress } from './follow-up.ts';
import { refreshHome } from './listeners/app-home-opened.ts';
import { readingCommand } from './listeners/approval-command.ts';
import type { EndpointPorts } from './ports.ts';
import { pressAgain } from './press.ts';
import { attempt, replyPrivately } from './private-reply.ts';
import { outcomeText, showResolution } from './show-outcome.ts';

/** A command or the home tab, which only read. */
const READ_WITHIN_MS = 8_000;
/** A vote or a delegation, from the press on. The function has 75 seconds. */
const VOTE_WITHIN_MS = 60_000;

/**
 * Answers a command, publishes a home tab, or gives a vote or a delegation again. Logs errors, and does not throw, so that
 * Lambda does not repeat it.
 */
export function runFollowUp(
  { slack_follow_up: work }: Pick<FollowUpEvent, 'slack_follow_up'>,
  ports: EndpointPorts,
): Promise<void> {
  return inOneLine('slack_follow_up', ports, (note) => {
    if ('vote' in work) return voteAgain(work.vote, note, ports);
    return 'home' in work ? publishHome(work.home, note, ports) : answerCommand(work, note, ports);
  });
}

async function publishHome(id: string, note: Note, ports: EndpointPorts): Promise<void> {
  note({ name: 'app_home_opened', user_id: id });
  const delivery = { deadline: ports.timeout(READ_WITHIN_MS), note };
  await answerInTime(
    delivery,
    ports,
    (deliveryPorts) => refreshHome({ id }, deliveryPorts),
    () => undefined,
  );
}

async function answerCommand(
  { command: { response_url: responseUrl, ...command } }: Extract<FollowUp, { command: object }>,
  note: Note,
  ports: EndpointPorts,
): Promise<void> {
  note({ name: command.command, user_id: command.user_id });
  const delivery = { deadline: ports.timeout(READ_WITHIN_MS), note };
  const answer = await answerInTime(
    delivery,
    ports,
    (deliveryPorts) => readingCommand(command, deliveryPorts),
    (text) => (text ? ephemeral(text) : undefined),
  );
  if (answer) await attempt('respond_failed', ports, () => ports.respond(responseUrl, answer));
}

/** Gives a vote or a delegation in the next round, and tells the person what became of it, privately. */
async function voteAgain(vote: LaterPress, note: Note, ports: EndpointPorts): Promise<void> {
  const { who, origin, at } = vote;
  note({ name: vote.delegateTo ? 'delegation' : 'vote', user_id: who.id });
  const left = at + VOTE_WITHIN_MS - ports.now();
  const delivery = { deadline: ports.timeout(Math.max(0, left)), note };
  const text = await answerInTime(
    delivery,
    ports,
    async (deliveryPorts) => {
      const verdict = await pressAgain(vote, deliveryPorts);
      await showResolution(verdict, origin, deliveryPorts);
      return outcomeText(verdict, deliveryPorts);
    },
    (late) => late,
  );
  if (text) await replyPrivately(text, origin, wordingFor(ports.locale), ports);
}
