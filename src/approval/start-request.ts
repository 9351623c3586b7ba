import { createHash } from 'node:crypto';
import { Refusal } from '../callback/errors.ts';
import { failure, type Note } from '../invocation-log.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import type { ApprovalRequest, Person } from './approval.ts';
import { stateMachineName } from './execution.ts';
import type { StartExecution } from './ports.ts';
import { parseRequest, type RequestDefaults } from './request.ts';
import { type Problem, RequestProblem } from './request-problem.ts';
import { notPermitted } from './served.ts';
import { assertShown } from './shown-on.ts';
import type { SurfaceName } from './surface.ts';

/** `unusableChannel`: the request cannot be posted in its channel. */
export type StartProblem = Problem | 'unusableChannel';

export type StartResult =
  | { readonly started: true; readonly request: ApprovalRequest }
  | {
      readonly started: false;
      /** The input was refused; starting failed; or it is not known whether it failed. */
      readonly why: 'refused' | 'failed' | 'unsure';
      /** Plain text */
      readonly reason: string;
      /** What is wrong with the input, if the person can correct it. */
      readonly problem?: StartProblem;
    };

/** What a person typed. */
export interface Typed {
  /** The name of the execution: Step Functions starts no second one with the same name. */
  readonly name: string;
  /** Returns the input of a state machine, without the requester; may throw a Refusal. */
  readonly read: () => Promise<Readonly<Record<string, unknown>>>;
  readonly requester: () => Promise<Person & { readonly id: string; readonly name: string }>;
  /** Why the request cannot be posted, as far as that is known before. */
  readonly objectionTo?: (request: ApprovalRequest) => Promise<string | undefined>;
  /** The requester's address. Without it, e-mail cannot exclude the requester, and then no person can decide by e-mail. */
  readonly addressOf: () => Promise<string | undefined>;
  /** What must be set so that an error of the surface does not come again; undefined for an error that may pass. */
  readonly explain?: (error: unknown) => string | undefined;
}

export interface StartPorts extends RequestDefaults {
  readonly startExecution: StartExecution;
  /** The ARN of the approval workflow. */
  readonly stateMachineArn: string;
  /** The surfaces of the deployment. Undefined if they are not known here: then they are checked when the request is shown. */
  readonly surfaces?: readonly SurfaceName[] | undefined;
  readonly note: Note;
}

/**
 * Starts the execution of a request. Never throws.
 *
 * @param command how people type commands, for answers
 */
export async function startRequest(typed: Typed, command: string, ports: StartPorts): Promise<StartResult> {
  let execution: string | undefined;
  try {
    const [members, { id, name: requester }] = await Promise.all([typed.read(), typed.requester()]);
    const input = { ...members, requester, requester_id: id };
    const workflow = stateMachineName(ports.stateMachineArn);
    const request = parseRequest(input, ports, workflow);
    if (ports.surfaces) assertShown(request, ports.surfaces, ports.channelMembers);
    const objection = await typed.objectionTo?.(request);
    if (objection) {
      ports.note({ outcome: 'unusable_channel' });
      return { started: false, why: 'refused', reason: objection, problem: 'unusableChannel' };
    }
    const email = request.policy.self_approval === false && (await typed.addressOf());
    execution = `${workflow}:${typed.name}`;
    await ports.startExecution(typed.name, { ...input, ...(email && { requester_email: email }) });
    ports.note({ outcome: 'started', execution });
    return { started: true, request };
  } catch (error) {
    return refusal(error, execution, { command, explain: typed.explain }, ports);
  }
}

/** @param execution the one that was to start; missing before that */
function refusal(
  error: unknown,
  execution: string | undefined,
  { command, explain }: { readonly command: string; readonly explain: Typed['explain'] | undefined },
  { locale, note }: StartPorts,
): StartResult {
  const wording = wordingFor(locale);
  if (!(error instanceof Refusal)) {
    note(failure(error));
    const { failed, unsureStarted } = wording.chat;
    if (execution) return { started: false, why: 'unsure', reason: unsureStarted(command) };
    return { started: false, why: 'failed', reason: failed(explain?.(error)) };
  }
  if (execution && error.code === 'NotPermitted') {
    note(failure(error));
    const { message } = notPermitted(execution, locale, error, 'start');
    return { started: false, why: 'refused', reason: message };
  }
  note({ outcome: error.code });
  const reason = sentenceOf(error, wording);
  return {
    started: false,
    why: 'refused',
    reason,
    ...(error instanceof RequestProblem && { problem: error.problem }),
  };
}

function sentenceOf(error: Refusal, { problems }: Wording): string {
  return error instanceof RequestProblem
    ? problems[error.problem](error.about, error.instead)
    : error.message;
}

/**
 * The name of the execution that one delivery of a text starts: the same for a repeated delivery. It does not contain the input:
 * the names in it come from the surface, and may differ then. A name has at most 80 characters (API reference of StartExecution).
 */
export function executionNameOf(surface: string, delivery: string, text: string): string {
  const both = JSON.stringify([delivery, text]);
  return `${surface}-${createHash('sha256').update(both).digest('hex').slice(0, 16)}`;
}
