import type { RespondArguments } from '@slack/bolt';
import type { ApprovalRequest, Stage } from '../../approval/approval.ts';
import {
  executionNameOf,
  type StartResult as Started,
  startRequest as startTyped,
} from '../../approval/start-request.ts';
import { needsRounds } from '../../approval/tally.ts';
import { type Wording, wordingFor } from '../../wording/index.ts';
import { approverList } from '../blocks/request-message.ts';
import { channelOf, objectionToChannel } from '../channel.ts';
import { escapeMrkdwn, mentionChannel } from '../mrkdwn.ts';
import { SLACK } from '../names.ts';
import type { SlackPerson } from '../people.ts';
import { withName } from '../person-names.ts';
import type { SlackPorts } from '../ports.ts';
import { explainObstacle } from '../slack-error.ts';
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
  | Extract<Started, { readonly started: false }>;

/**
 * Starts the execution of a request. The same trigger and text start one execution only, because Slack may deliver a
 * command or a submission twice. The name contains the text, because the user may correct a modal and submit it again with
 * the same trigger. Never throws.
 *
 * @param triggerId for the modal, the trigger that opened it
 */
export async function startRequest(
  { text, read }: Typed,
  requester: SlackPerson,
  triggerId: string,
  ports: SlackPorts,
): Promise<StartResult> {
  const typed = {
    name: executionNameOf(SLACK, triggerId, text),
    read,
    requester: () => withName(requester, ports),
    objectionTo: (request: ApprovalRequest) => objectionToChannel(request, ports),
    addressOf: () => emailOf(requester.id, ports),
    explain: (error: unknown) => explainObstacle(error, wordingFor(ports.locale).slack),
  };
  const result = await startTyped(typed, ports.command, ports);
  return result.started ? { started: true, text: startedText(result.request, ports) } : result;
}

/** What a person typed. */
interface Typed {
  /** It differs if the person typed something else. */
  readonly text: string;
  /** Returns the input of a state machine, without the requester; may throw a Refusal. */
  readonly read: () => Promise<Readonly<Record<string, unknown>>>;
}

/** Repeats who may decide, and how many must, if that is restricted, so that the requester can check it. */
function startedText(request: ApprovalRequest, ports: SlackPorts): string {
  const { title, policy, stages, surfaces } = request;
  const wording = wordingFor(ports.locale);
  const isHere = surfaces?.includes(SLACK) ?? true;
  const started = isHere
    ? wording.chat.startedIn(escapeMrkdwn(title), mentionChannel(channelOf(request, ports)))
    : wording.chat.startedOn(escapeMrkdwn(title), escapeMrkdwn(surfaces?.join(', ') ?? ''));
  const { approvers, self_approval: selfApproval } = policy;
  const who = approvers && approverList(approvers, wording);
  const isLimited = approvers !== undefined || selfApproval === false;
  const [stage] = stages;
  return [
    started,
    ...(isLimited ? [wording.chat.mayDecide(who, selfApproval === false)] : []),
    ...(stage && needsRounds(stages) ? [ruleOf(stage, wording)] : []),
  ].join(' ');
}

function ruleOf({ approvals, rejections }: Stage, { votes }: Wording): string {
  return votes.rule(approvals === 'all' ? undefined : approvals, rejections);
}

async function emailOf(userId: string, { people, log }: SlackPorts): Promise<string | undefined> {
  try {
    return await people.emailOf(userId);
  } catch (error) {
    log({ level: 'warn', event: 'email_unknown', error });
    return undefined;
  }
}
