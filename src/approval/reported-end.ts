import { Refusal } from '../callback/errors.ts';
import { isObject, parseJson } from '../callback/json.ts';
import type { Approval, Resolution } from './approval.ts';
import { workflowOf } from './execution.ts';
import { type RequestDefaults, readRequest } from './request.ts';
import { resolutionOfError, resolutionOfOutput } from './resolution.ts';

/** What a durable function knows of its approval, as JSON. There is no history that has it. */
export interface ReportedEnd {
  /** What request-approval was asked. */
  readonly request: unknown;
  /** Where the messages are, by surface, as request-approval returned it. */
  readonly messages: Readonly<Record<string, unknown>>;
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
 * @param given `{request, messages, output}`, or with `error` and `cause` in place of the output. The output may also be JSON
 *   text, which is what the callback gives. `at` is now if it is missing
 * @param now milliseconds since 1970
 * @throws {Refusal} InvalidRequest
 */
export function readReportedEnd(given: Record<string, unknown>, now: number): ReportedEnd {
  const { request, messages = {}, output, error, cause } = given;
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

/**
 * The approval of a durable function, as it was reported.
 *
 * @throws {Refusal} InvalidRequest
 */
export async function approvalReported(
  { request, messages, output, error, cause, at }: ReportedEnd,
  { execution, id }: Pick<Approval, 'execution' | 'id'>,
  defaults: RequestDefaults,
): Promise<Ended> {
  const time = new Date(at);
  const resolution: Resolution =
    error === undefined ? resolutionOfOutput(output, time) : resolutionOfError(error, cause, time);
  return {
    id,
    execution,
    request: await readRequest(request, defaults, workflowOf(execution)),
    rounds: [{ shown: messages }],
    state: { kind: 'ended', resolution },
  };
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
