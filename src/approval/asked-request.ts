import { objectIn, parseJson } from '../callback/json.ts';
import type { Resolution, Vote } from './approval.ts';
import { readDecision } from './decision.ts';
import { detailText, withoutNulls } from './request.ts';
import { resolutionOfError, resolutionOfOutput } from './resolution.ts';
import { plainText } from './rich-text.ts';
import { oneLine, severalLines } from './text.ts';

/** An execution of ApprovalEmails, as DescribeExecution returns it. */
export interface DescribedExecution {
  readonly status: string;
  readonly input?: string | undefined;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly endedAt?: Date | undefined;
}

/** A request, as a program that may not read histories sees it. */
export interface AskedRequest {
  /** What was asked. */
  readonly title: string;
  /** The lines below the title, by their labels; missing without any. */
  readonly details?: Readonly<Record<string, string>>;
  /** Missing while it waits. */
  readonly resolution?: Resolution;
  /** The votes that count, oldest first; none while it waits. */
  readonly votes: readonly Vote[];
}

/**
 * Reads how a request stands from the description of its execution, with workflow/approval-emails.asl.json in mind: an
 * approval is in `output` of the execution's output, and a rejection or an expiry is there as the `Error` and `Cause` that were
 * caught.
 *
 * An execution that succeeded without a decision is of another state machine, or another program completed its task. It cannot be
 * told whether a person approved, so it counts as failed.
 */
export function askedRequest(execution: DescribedExecution): AskedRequest {
  const input = objectIn(parseJson(execution.input));
  const asked = { title: titleOf(input), ...detailsOf(input) };
  const end = endOf(execution);
  if (!end) return { ...asked, votes: [] };
  const { vote } = end.resolution;
  const votes = listIn(objectIn(end.written).decisions).flatMap((decision) => readDecision(decision) ?? []);
  return { ...asked, resolution: end.resolution, votes: votes.length > 0 ? votes : vote ? [vote] : [] };
}

/** How it ended, and the JSON that has the decisions; undefined while it runs. */
function endOf({
  status,
  output,
  error,
  cause,
  endedAt,
}: DescribedExecution): { readonly resolution: Resolution; readonly written?: unknown } | undefined {
  const at = endedAt && { at: endedAt };
  switch (status) {
    case 'SUCCEEDED':
      return endOfTask(objectIn(parseJson(output)).output, endedAt);
    case 'FAILED':
      return { resolution: resolutionOfError(error, cause, endedAt), written: parseJson(cause) };
    case 'TIMED_OUT':
      return { resolution: { status: 'expired', ...at } };
    case 'ABORTED':
      return { resolution: { status: 'cancelled', ...(cause && { cause: severalLines(cause) }), ...at } };
    default:
      return undefined;
  }
}

function endOfTask(result: unknown, at: Date | undefined) {
  const resolution = resolutionOfOutput(result, at);
  // First, because an answer may have an output with the names of an error.
  if (resolution.vote) return { resolution, written: result };
  const { Error: error, Cause: cause } = objectIn(result);
  if (typeof error !== 'string') return { resolution: withoutDecision(at) };
  const text = typeof cause === 'string' ? cause : undefined;
  return { resolution: resolutionOfError(error, text, at), written: parseJson(text) };
}

function withoutDecision(at: Date | undefined): Resolution {
  return { status: 'failed', cause: 'The output of the execution has no decision.', ...(at && { at }) };
}

function titleOf({ title, name }: Readonly<Record<string, unknown>>): string {
  const text = [title, name].find((one) => typeof one === 'string' && one.trim() !== '');
  return oneLine(plainText(String(text ?? '')));
}

function detailsOf({ details }: Readonly<Record<string, unknown>>): Pick<AskedRequest, 'details'> {
  const given = Object.entries(withoutNulls(objectIn(details))).flatMap(([label, value]) => {
    const text = detailText(value);
    return text === undefined ? [] : [[oneLine(label), severalLines(plainText(text))]];
  });
  return given.length === 0 ? {} : { details: Object.fromEntries(given) };
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
