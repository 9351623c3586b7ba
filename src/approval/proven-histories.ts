import { isObject, parseJson, textsIn, toJson } from '../callback/json.ts';
import type { Proofs } from '../callback/seal.ts';
import type { Log } from '../log.ts';
import { executionReference } from './execution.ts';
import { isSameFunction } from './function-name.ts';
import { failureOf, type GetHistory, type HistoryEvent } from './history.ts';
import { ANSWER, hasProof, SENT, tokenHash, withoutAnswer } from './record.ts';
import { type Chain, payloadOf, waitingChains } from './waiting-tasks.ts';

export interface ProofPorts {
  /** Missing without encryption: then each record counts. */
  readonly proofs: Pick<Proofs, 'isProof'> | undefined;
  /** The name or the ARN of request-approval. Missing: the tasks of all functions count. */
  readonly askingFunction: string | undefined;
  readonly log: Log;
}

/**
 * Takes out of each history the records that Countersign did not write: each state machine whose history is read could write that
 * a person has approved, or name a message of its choice. It logs how many these are. A task of another function counts only if
 * Countersign returned its messages.
 *
 * The returned function rejects with the error of KMS, like a history that cannot be read, if it cannot be told what is ours.
 */
export function onlyProven(getHistory: GetHistory, ports: ProofPorts): GetHistory {
  const { proofs, askingFunction, log } = ports;
  if (!proofs) return getHistory;

  async function isOurs({ written, members }: Recorded, execution: string, tokens: readonly string[]) {
    for (const token of tokens) {
      const task = { execution, task: tokenHash(token) };
      if (proofs && (await hasProof(written, members, task, proofs))) return true;
    }
    return false;
  }

  /** @returns the events of the task without what is not ours, by the events that they replace, and how many records that is */
  async function check({ scheduled, chain }: Chain, execution: string) {
    const parameters = parseJson(scheduled.taskScheduledEventDetails?.parameters);
    const tokens = tokensIn(parameters);
    const instead = new Map<HistoryEvent, HistoryEvent>();
    let counts = askingFunction === undefined || asks(parameters, askingFunction);
    for (const event of chain) {
      const recorded = recordIn(event);
      if (!recorded) continue;
      const isRecordOurs = await isOurs(recorded, execution, tokens);
      if (!isRecordOurs) instead.set(event, recorded.without);
      if (isRecordOurs && recorded.members === SENT) counts = true;
    }
    const records = instead.size;
    if (!counts) instead.set(scheduled, { ...scheduled, isForeign: true });
    return { instead, records };
  }

  return async (execution, options) => {
    const history = await getHistory(execution, options);
    const checked = await Promise.all(waitingChains(history).map((chain) => check(chain, execution)));
    const records = checked.reduce((sum, one) => sum + one.records, 0);
    if (records > 0) {
      log({ level: 'warn', event: 'record_ignored', execution: executionReference(execution), records });
    }
    const instead = new Map(checked.flatMap((one) => [...one.instead]));
    return history.map((event) => instead.get(event) ?? event);
  };
}

/** A record in an event, and the same event without it. */
interface Recorded {
  readonly written: unknown;
  readonly members: typeof SENT | typeof ANSWER;
  readonly without: HistoryEvent;
}

function recordIn(event: HistoryEvent): Recorded | undefined {
  const { taskSubmittedEventDetails: submitted, taskSucceededEventDetails: succeeded } = event;
  if (submitted) return sentIn(event, payloadOf(submitted.output ?? ''));
  if (succeeded) {
    return answerIn(parseJson(succeeded.output), (output) => ({
      ...event,
      taskSucceededEventDetails: { ...succeeded, output },
    }));
  }
  const failed = failureOf(event);
  return failed && answerIn(parseJson(failed.cause), (cause) => withCause(event, { ...failed, cause }));
}

function sentIn(event: HistoryEvent, written: unknown): Recorded | undefined {
  if (!isObject(written) || !SENT.some((member) => member in written)) return undefined;
  return { written, members: SENT, without: { ...event, taskSubmittedEventDetails: { output: '{}' } } };
}

/** @param writing the same event with other JSON */
function answerIn(written: unknown, writing: (text: string) => HistoryEvent): Recorded | undefined {
  const rest = withoutAnswer(written);
  return rest && { written, members: ANSWER, without: writing(toJson(rest) ?? '{}') };
}

function withCause(event: HistoryEvent, failure: NonNullable<ReturnType<typeof failureOf>>): HistoryEvent {
  const {
    taskFailedEventDetails: _,
    taskSubmitFailedEventDetails: __,
    taskStartFailedEventDetails: ___,
    ...rest
  } = event;
  return { ...rest, taskFailedEventDetails: failure };
}

function asks(parameters: unknown, askingFunction: string): boolean {
  const { FunctionName: name } = isObject(parameters) ? parameters : {};
  return typeof name === 'string' && isSameFunction(name, askingFunction);
}

/** A state may give the token to its function under any name. */
const MAX_TEXTS = 50;

/** The texts that may be the task token, first the one that request-approval expects. */
function tokensIn(parameters: unknown): readonly string[] {
  const { Payload: payload } = isObject(parameters) ? parameters : {};
  const usual = isObject(payload) && typeof payload.token === 'string' ? [payload.token] : [];
  return [...new Set([...usual, ...textsIn(parameters)])].slice(0, MAX_TEXTS);
}
