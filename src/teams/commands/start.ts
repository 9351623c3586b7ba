import { parseStart } from '../../approval/parse-start.ts';
import { wordingFor } from '../../wording/index.ts';
import type { Activity } from '../activity.ts';
import { textAnswer } from './answer.ts';
import type { Command } from './command.ts';
import { NOT_SET, startRequest } from './start-request.ts';
import { notationOf } from './typed-text.ts';

/** Answers `start <name> [key: value …]`: starts an execution, once for each delivery. Without more text, shows a form. */
export async function start(rest: string, command: Command): Promise<Activity> {
  const { activity, viewer, people, typed, ports } = command;
  const wording = wordingFor(ports.locale);
  const { chat, notAllowed, teams } = wording;
  const { channel } = ports;
  if (viewer.person.external) return textAnswer(chat.refused(notAllowed.external));
  if (!rest) {
    if (channel === undefined) return textAnswer(teams.channelNotSet);
    const { showRequestForm } = await import('./request-form.ts');
    return showRequestForm(command, { ...ports, channel });
  }
  const written = {
    delivery: `${activity.conversation.id} ${activity.id}`,
    text: activity.text,
    read: () => parseStart(rest, wording, notationOf(typed, people, ports.channelMembers)),
  };
  const result = await startRequest(written, viewer.person, people, {
    ...ports,
    channel: channel ?? NOT_SET,
  });
  if (result.started) return textAnswer(result.text);
  const { why, reason, problem } = result;
  if (problem === 'noName') return textAnswer(chat.startWhat(command.command));
  return textAnswer(why === 'refused' ? chat.refused(reason) : reason);
}
