import { Refusal } from '../callback/errors.ts';
import { isObject, parseJson, toJson } from '../callback/json.ts';
import type { Proofs } from '../callback/seal.ts';
import type { Log } from '../log.ts';
import type { Approval } from './approval.ts';
import { workflowOf } from './execution.ts';
import { ANSWER, hasProof, SENT, withoutAnswer } from './record.ts';
import { type RequestDefaults, readRequest } from './request.ts';
import { resolutionOfError, resolutionOfOutput } from './resolution.ts';
import { orTryAgain } from './try-again.ts';

/** What a durable function knows of its approval, as JSON. There is no history that has it. */
export interface ReportedEnd {
  /** What request-approval was asked. */
  readonly request: unknown;
  /** Where the messages are, by surface, as request-approval returned it. */
  readonly messages: Readonly<Record<string, unknown>>;
  /** The proof that it returned with them. */
  readonly proof?: string;
  /** The result of the callback. Missing if it failed or timed out. */
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** When it was reported. ISO 8601, UTC */
  readonly at: string;
}

/**
 * Reads what a durable function reports.
 *
 * @param given `{request, messages, proof, output}`, or with `error` and `cause` in place of the output. The output may also be JSON
 *   text, which is what the callback gives. `at` is now if it is missing
 * @param now milliseconds since 1970
 * @throws {Refusal} InvalidRequest
 */
export function readReportedEnd(given: Record<string, unknown>, now: number): ReportedEnd {
  const { request, messages = {}, proof, output, error, cause } = given;
  if (!isObject(messages)) throw invalid('The messages are not an object, as request-approval returns it.');
  if ((output === undefined) !== (typeof error === 'string')) {
    throw invalid(
      'The event must have an output or an error, which say how the approval ended, and not both.',
    );
  }
  const at = new Date(typeof given.at === 'string' ? given.at : Number.NaN);
  return {
    request,
    messages,
    ...(typeof proof === 'string' && { proof }),
    ...(output !== undefined && { output: typeof output === 'string' ? fromJson(output) : output }),
    ...(typeof error === 'string' && { error }),
    ...(typeof cause === 'string' && { cause }),
    at: (Number.isNaN(at.getTime()) ? new Date(now) : at).toISOString(),
  };
}

/** Another program may have completed the callback with any text. */
function fromJson(text: string): unknown {
  return parseJson(text) ?? text;
}

type Ended = Approval & { readonly state: { readonly kind: 'ended' } };

export interface ReportPorts extends RequestDefaults {
  /** Missing without encryption. */
  readonly proofs?: Pick<Proofs, 'isProof'> | undefined;
  readonly log: Log;
}

/**
 * The approval of a durable function, as it was reported. An answer that Countersign did not give is left out.
 *
 * @throws {Refusal} InvalidRequest, also if Countersign did not send the messages; `Countersign.TryAgain` if that cannot be told
 */
export async function approvalReported(
  { request, messages, proof, output, error, cause, at }: ReportedEnd,
  { execution, id }: Pick<Approval, 'execution' | 'id'>,
  ports: ReportPorts,
): Promise<Ended> {
  const isOurs = async (written: unknown, members: typeof SENT | typeof ANSWER) =>
    !ports.proofs || hasProof(written, members, { execution, task: id }, ports.proofs);
  if (Object.keys(messages).length > 0 && !(await orTryAgain(isOurs({ messages, proof }, SENT)))) {
    throw invalid('The event must have the messages and the proof that request-approval returned.');
  }
  const written = error === undefined ? output : parseJson(cause);
  const rest = withoutAnswer(written);
  const isForged = rest !== undefined && !(await orTryAgain(isOurs(written, ANSWER)));
  if (isForged) ports.log({ level: 'warn', event: 'record_ignored', execution, records: 1 });
  const time = new Date(at);
  return {
    id,
    execution,
    request: await readRequest(request, ports, workflowOf(execution)),
    rounds: [{ shown: messages }],
    state: {
      kind: 'ended',
      resolution:
        error === undefined
          ? resolutionOfOutput(isForged ? rest : output, time)
          : resolutionOfError(error, isForged ? toJson(rest) : cause, time),
    },
  };
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
