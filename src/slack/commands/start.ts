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
import { channelOf, objectionToChannel } from '../channel.ts';
import { escapeMrkdwn, mentionChannel } from '../mrkdwn.ts';
import type { SlackPerson } from '../people.ts';
import { withName } from '../person-names.ts';
import type { SlackPorts } from '../ports.ts';
import { type Command, ephemeral } from './command.ts';
import { parseStart } from './parse-start.ts';

/** Answers `/approval start <name> [key: value …]`: starts an execution. */
export async function start(text: string, command: Command, ports: SlackPorts): Promise<RespondArguments> {
  const wording = wordingFor(ports.locale);
  const requester = { id: command.user_id, name: command.user_name };
  const typed = { text, read: () => parseStart(text, wording, ports) };
  const result = await startRequest(typed, requester, command.trigger_id, ports);
  if (result.started) return ephemeral(result.text);
  const { chat } = wording;
  const { why, reason, problem } = result;
  if (problem === 'noName') return ephemeral(escapeMrkdwn(chat.startWhat(command.command)));
  return ephemeral(escapeMrkdwn(why === 'refused' ? chat.refused(reason) : reason));
}

/** The result of a start, with the text for the requester. */
type StartResult =
  | { readonly started: true /** mrkdwn */; readonly text: string }
  | {
      readonly started: false;
      /** The input was refused; starting failed; or it is not known whether it failed. */
      readonly why: 'refused' | 'failed' | 'unsure';
      /** Plain text */
      readonly reason: string;
      /** What is wrong with the input, if the user can correct it. */
      readonly problem?: StartProblem;
    };

/** `unusableChannel`: the request cannot be posted in its channel. */
export type StartProblem = Problem | 'unusableChannel';

/**
 * Starts the execution of a request. The same trigger and text start one execution only, because Slack may deliver a
 * command or a submission twice. Never throws.
 *
 * @param triggerId for the modal, the trigger that opened it
 */
export async function startRequest(
  { text, read }: Typed,
  requester: SlackPerson,
  triggerId: string,
  ports: SlackPorts,
): Promise<StartResult> {
  let isSent = false;
  try {
    const [members, { id, name: requesterName }] = await Promise.all([read(), withName(requester, ports)]);
    const input = { ...members, requester: requesterName, requester_id: id };
    const workflow = stateMachineName(ports.stateMachineArn);
    const request = parseRequest(input, ports, workflow);
    const objection = await objectionToChannel(request, ports);
    if (objection) {
      ports.note({ outcome: 'unusable_channel' });
      return { started: false, why: 'refused', reason: objection, problem: 'unusableChannel' };
    }
    const email = request.policy.self_approval === false && (await emailOf(requester.id, ports));
    const name = executionName(triggerId, text);
    isSent = true;
    await ports.startExecution(name, { ...input, ...(email && { requester_email: email }) });
    ports.note({ outcome: 'started', execution: `${workflow}:${name}` });
    return { started: true, text: startedText(request, ports) };
  } catch (error) {
    return refusal(error, isSent, ports);
  }
}

/** What a person typed. */
interface Typed {
  /** It differs if the person typed something else. */
  readonly text: string;
  /** Returns the input of a state machine, without the requester; may throw a Refusal. */
  readonly read: () => Promise<Readonly<Record<string, unknown>>>;
}

/** Repeats who may decide if the request has a restriction, so that the requester can check it. */
function startedText(request: ApprovalRequest, ports: SlackPorts): string {
  const { title, policy } = request;
  const wording = wordingFor(ports.locale);
  const started = wording.chat.startedIn(escapeMrkdwn(title), mentionChannel(channelOf(request, ports)));
  if (!isRestricted(policy)) return started;
  const who = policy.approvers && approverList(policy.approvers, wording);
  return `${started} ${wording.chat.mayDecide(who, policy.self_approval === false)}`;
}

function refusal(error: unknown, isSent: boolean, { locale, command, note }: SlackPorts): StartResult {
  const wording = wordingFor(locale);
  if (!(error instanceof Refusal)) {
    note(failure(error));
    const { failed, unsureStarted } = wording.chat;
    if (isSent) return { started: false, why: 'unsure', reason: unsureStarted(command) };
    return { started: false, why: 'failed', reason: failed };
  }
  note({ outcome: error.code });
  const reason = sentenceOf(error, wording);
  return {
    started: false,
    why: 'refused',
    reason,
    ...(error instanceof InvalidInput && { problem: error.problem }),
  };
}

function sentenceOf(error: Refusal, { problems }: Wording): string {
  return error instanceof InvalidInput ? problems[error.problem](error.about) : error.message;
}

/** Without the address, the mail surface cannot exclude the requester, and then no person can decide by mail. */
async function emailOf(userId: string, { people, log }: SlackPorts): Promise<string | undefined> {
  try {
    return await people.emailOf(userId);
  } catch (error) {
    log({ level: 'warn', event: 'email_unknown', error });
    return undefined;
  }
}

/**
 * Step Functions starts no second execution with the same name. The name contains the text, because the user may correct
 * a modal and submit it again with the same trigger. It does not contain the input: the names in it come from Slack, and
 * may differ when a delivery is repeated. A name has at most 80 characters (API reference of StartExecution).
 */
function executionName(triggerId: string, text: string): string {
  const both = JSON.stringify([triggerId, text]);
  return `slack-${createHash('sha256').update(both).digest('hex').slice(0, 16)}`;
}
