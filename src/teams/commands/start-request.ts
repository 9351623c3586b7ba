import type { ApprovalRequest } from '../../approval/approval.ts';
import { inTime } from '../../approval/in-time.ts';
import {
  executionNameOf,
  type StartResult as Started,
  startRequest as startTyped,
} from '../../approval/start-request.ts';
import { wordingFor } from '../../wording/index.ts';
import { channelOf, objectionToChannel, placeOf } from '../channel.ts';
import { explainPostError } from '../explain.ts';
import { objectIdOf } from '../ids.ts';
import { TEAMS } from '../names.ts';
import type { TeamsPeople, TeamsPerson } from '../people.ts';
import type { ChannelSettings, TeamsPorts } from '../ports.ts';

/** How long an answer waits for the names of the approvers. */
const NAMES_WITHIN_MS = 1_000;

/** The result of a start, with the text for the requester. */
export type StartResult =
  | { readonly started: true; readonly text: string }
  | Extract<Started, { readonly started: false }>;

/** In place of the usual channel, until it is known. Then a request must name its channel, or be shown elsewhere. */
export const NOT_SET = '';

/** The ports of a delivery, with the usual channel. */
export type StartPorts = TeamsPorts & ChannelSettings;

/** What a person typed, or filled in. */
interface Typed {
  /** What it was typed in: a message, or a form. */
  readonly delivery: string;
  /** It differs if the person typed something else. */
  readonly text: string;
  /** Returns the input of a state machine, without the requester; may throw a Refusal. */
  readonly read: () => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * Starts the execution of a request. The same delivery and text start one execution only, because Teams may deliver twice, and a
 * person may press twice. Never throws.
 *
 * @param people the people of the conversation
 */
export async function startRequest(
  { delivery, text, read }: Typed,
  requester: TeamsPerson,
  people: TeamsPeople,
  ports: StartPorts,
): Promise<StartResult> {
  const wording = wordingFor(ports.locale);
  const typed = {
    name: executionNameOf(TEAMS, delivery, text),
    read,
    requester: async () => requester,
    addressOf: async () => {
      const member = await people.find(requester.id);
      return member?.email ?? member?.userPrincipalName;
    },
    objectionTo: (request: ApprovalRequest) => objectionTo(request, ports),
    explain: (error: unknown) => explainPostError(error, wording),
  };
  const result = await startTyped(typed, `@${ports.appName}`, ports);
  if (result.started) return { started: true, text: await startedText(result.request, ports) };
  // The usual sentence explains the notation of Slack.
  return result.problem === 'unknownChannel' ? { ...result, reason: wording.teams.unknownChannel } : result;
}

/** Why a request cannot be posted in Teams, if it is to be shown there. */
async function objectionTo(request: ApprovalRequest, ports: StartPorts): Promise<string | undefined> {
  if (!isShownHere(request)) return undefined;
  if (channelOf(request, ports) === NOT_SET) return wordingFor(ports.locale).teams.channelNotSet;
  return objectionToChannel(request, ports, ports);
}

function isShownHere({ surfaces }: ApprovalRequest): boolean {
  return surfaces?.includes(TEAMS) ?? true;
}

/** Repeats who may decide, and how many must, if the request has a restriction, so that the requester can check it. */
async function startedText(request: ApprovalRequest, ports: StartPorts): Promise<string> {
  const { title, policy, channels, surfaces } = request;
  const { chat, teams, votes, stop } = wordingFor(ports.locale);
  const where = Object.hasOwn(channels, TEAMS) ? teams.namedChannel : teams.usualChannel;
  const started = isShownHere(request)
    ? chat.startedIn(title, where)
    : chat.startedOn(title, surfaces?.join(', ') ?? '');
  const notYou = policy.self_approval === false;
  const names = policy.approvers && (await namesOf(policy.approvers, request, ports));
  const [{ approvals } = { approvals: 'all' as const }] = request.stages;
  return [
    started,
    ...(names || notYou ? [chat.mayDecide(names?.join(', '), notYou)] : []),
    ...(policy.rounds && approvals !== 'all' ? [votes.progress(0, approvals, []) + stop] : []),
  ].join(' ');
}

/** Approvers whom Teams does not name are shown by their ids. */
async function namesOf(
  approvers: readonly string[],
  request: ApprovalRequest,
  ports: StartPorts,
): Promise<readonly string[]> {
  const people = ports.people.in(placeOf(request, ports));
  const nameOf = async (approver: string) =>
    (objectIdOf(approver) && (await people.find(approver))?.name) || approver;
  try {
    return await inTime(ports.timeout(NAMES_WITHIN_MS), Promise.all(approvers.map(nameOf)));
  } catch (error) {
    ports.log({ level: 'warn', event: 'names_unknown', surface: TEAMS, error });
    return approvers;
  }
}
