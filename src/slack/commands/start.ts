import { createHash } from 'node:crypto';
import type { RespondArguments } from '@slack/bolt';
import type { ApprovalRequest } from '../../approval/approval.ts';
import { stateMachineName } from '../../approval/execution.ts';
import { isRestricted } from '../../approval/policy.ts';
import { parseRequest } from '../../approval/request.ts';
import { InvalidInput, type Problem } from '../../approval/typed-input.ts';
import { Refusal } from '../../callback/errors.ts';
import { failure } from '../../invocation-log.ts';
import { type Wording, wordingFor } from '../../wording/index.ts';
import { approverList } from '../blocks/request-message.ts';
import { escapeMrkdwn, mentionChannel } from '../mrkdwn.ts';
import { COMMAND } from '../names.ts';
import type { SlackPerson } from '../payloads.ts';
import type { SlackPorts } from '../ports.ts';
import { type Command, onlyToYou } from './command.ts';
import { parseStart } from './parse-start.ts';

/** `/approval start <name> [key: value …]` starts an execution. */
export async function start(text: string, command: Command, ports: SlackPorts): Promise<RespondArguments> {
  const requester = { id: command.user_id, name: command.user_name };
  const result = await startRequest(() => parseStart(text), requester, command.trigger_id, ports);
  if (result.started) return onlyToYou(result.text);
  const { slack } = wordingFor(ports.locale);
  const { refused, reason, problem } = result;
  if (problem === 'noName') return onlyToYou(escapeMrkdwn(slack.startWhat(command.command)));
  return onlyToYou(escapeMrkdwn(refused ? slack.refused(reason) : reason));
}

/** What came of it, for whoever asked. */
type Result =
  | { readonly started: true /** mrkdwn */; readonly text: string }
  | {
      readonly started: false;
      /** Because of what was asked; otherwise it failed. */
      readonly refused: boolean;
      /** Plain text */
      readonly reason: string;
      /** What was typed wrongly. */
      readonly problem?: Problem;
    };

/**
 * Starts the execution of a request, once for each trigger and what was typed: Slack may deliver what somebody did twice.
 *
 * @param read what somebody typed, as a part of a state machine's input; it may refuse it
 */
export async function startRequest(
  read: () => Typed | Promise<Typed>,
  requester: SlackPerson,
  triggerId: string,
  ports: SlackPorts,
): Promise<Result> {
  let isSent = false;
  try {
    const input = { ...(await read()), requester: requester.name, requester_id: requester.id };
    const workflow = stateMachineName(ports.stateMachineArn);
    const request = parseRequest(input, ports, workflow);
    const email = request.policy.self_approval === false && (await emailOf(requester.id, ports));
    const name = executionName(triggerId, input);
    isSent = true;
    await ports.startExecution(name, { ...input, ...(email && { requester_email: email }) });
    ports.note({ outcome: 'started', execution: `${workflow}:${name}` });
    return { started: true, text: startedText(request, ports) };
  } catch (error) {
    return refusal(error, isSent, ports);
  }
}

type Typed = Readonly<Record<string, unknown>>;

/** With who may decide, where not everybody may: that what was typed restricts it, as it was meant to. */
function startedText({ title, policy }: ApprovalRequest, { locale, channel }: SlackPorts): string {
  const wording = wordingFor(locale);
  const started = wording.slack.startedIn(escapeMrkdwn(title), mentionChannel(channel));
  if (!isRestricted(policy)) return started;
  const who = policy.approvers && approverList(policy.approvers, wording);
  return `${started} ${wording.slack.mayDecide(who, policy.self_approval === false)}`;
}

function refusal(error: unknown, isSent: boolean, { locale, note }: SlackPorts): Result {
  const wording = wordingFor(locale);
  if (!(error instanceof Refusal)) {
    note(failure(error));
    const { failed, unsureStarted } = wording.slack;
    return { started: false, refused: false, reason: isSent ? unsureStarted(COMMAND) : failed };
  }
  note({ outcome: error.code });
  const reason = sentenceOf(error, wording);
  return {
    started: false,
    refused: true,
    reason,
    ...(error instanceof InvalidInput && { problem: error.problem }),
  };
}

function sentenceOf(error: Refusal, { problems }: Wording): string {
  return error instanceof InvalidInput ? problems[error.problem](error.about) : error.message;
}

/** Without it, a mail cannot tell whether its reader asked, and nobody decides by mail. */
async function emailOf(userId: string, { people, log }: SlackPorts): Promise<string | undefined> {
  try {
    return await people.emailOf(userId);
  } catch (error) {
    log({ level: 'warn', event: 'email_unknown', error });
    return undefined;
  }
}

/**
 * The same name starts nothing twice: it is of the trigger, and of what was typed, as a form may be changed and submitted
 * again. 80 characters are allowed.
 */
function executionName(triggerId: string, input: Typed): string {
  const both = JSON.stringify([triggerId, input]);
  return `slack-${createHash('sha256').update(both).digest('hex').slice(0, 16)}`;
}
