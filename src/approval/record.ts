import { createHash } from 'node:crypto';
import { isObject, type JsonObject, parseJson, toJson } from '../callback/json.ts';
import type { Outcome } from '../callback/outcome.ts';
import { type Payload, secretOf } from '../callback/payload.ts';
import type { Proofs } from '../callback/seal.ts';
import { readDecision } from './decision.ts';
import { readDelegation } from './delegation.ts';
import { executionReference } from './execution.ts';

/*
 * A record is what Countersign writes into a history: where the messages are, and who answered. Other programs write histories
 * too. So a record has the member `proof`, which opens only for the same record of the same task.
 */

/** What `request-approval` returns: where the messages are, and what applies to the request beside its input. */
export const SENT = ['messages', 'approvals', 'defaults'] as const;
/** What an answer, a delegation or an expiry writes into an output or a cause. */
export const ANSWER = ['errorType', 'decision', 'decisions', 'delegation', 'delegations'] as const;

type Members = typeof SENT | typeof ANSWER;

/** The task that a record belongs to. */
export interface RecordedTask {
  /** `STATE_MACHINE:EXECUTION`, or an ARN. */
  readonly execution: string;
  /** The hash of its token, or of the ID of its callback. */
  readonly task: string;
}

/** 32 hexadecimal digits. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 32);
}

/** The same JSON object with a proof of these members; without one if encryption is disabled. */
export async function withProof<Written extends object>(
  written: Written,
  members: Members,
  task: RecordedTask,
  proofs: Pick<Proofs, 'prove'> | undefined,
): Promise<Written & { readonly proof?: string }> {
  if (!proofs) return written;
  const statement = statementOf(written, members, task);
  if (!statement) throw new TypeError('The record is nested too deeply.');
  return { ...written, proof: await proofs.prove(statement) };
}

/**
 * Whether Countersign wrote these members for this task.
 *
 * @throws the error of KMS if that cannot be told
 */
export async function hasProof(
  written: unknown,
  members: Members,
  task: RecordedTask,
  proofs: Pick<Proofs, 'isProof'>,
): Promise<boolean> {
  if (!isObject(written) || typeof written.proof !== 'string') return false;
  const statement = statementOf(written, members, task);
  return statement !== undefined && proofs.isProof(written.proof, statement);
}

/**
 * What an output or a cause says beside its answer.
 *
 * @returns undefined if it has no answer
 */
export function withoutAnswer(written: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(written)) return undefined;
  const { decision, decisions, delegation, delegations, ...rest } = written;
  const isAnswer =
    [decision, ...listOf(decisions)].some(readDecision) ||
    [delegation, ...listOf(delegations)].some(readDelegation);
  return isAnswer ? rest : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The outcome of a press, with a proof beside its answer. A payload that is of no approval has none. */
export async function provenAnswer(
  outcome: Outcome,
  payload: Payload,
  { proofs }: { readonly proofs?: Pick<Proofs, 'prove'> | undefined },
): Promise<Outcome> {
  const { surface, execution } = payload.context ?? {};
  if (surface === undefined || execution === undefined) return outcome;
  return provenOutcome(outcome, { execution, task: tokenHash(secretOf(payload)) }, proofs);
}

/** The same outcome, with a proof beside the answer in its output or cause. */
export async function provenOutcome(
  outcome: Outcome,
  task: RecordedTask,
  proofs: Pick<Proofs, 'prove'> | undefined,
): Promise<Outcome> {
  if (!proofs || outcome.type === 'heartbeat') return outcome;
  const written = outcome.type === 'success' ? outcome.output : parseJson(outcome.cause);
  if (!isObject(written)) return outcome;
  const proven = await withProof(written, ANSWER, task, proofs);
  if (outcome.type === 'failure') return { ...outcome, cause: JSON.stringify(proven) };
  return { ...outcome, output: proven as JsonObject };
}

/** @returns undefined if the record is nested more deeply than what Countersign writes */
function statementOf(
  written: object,
  members: Members,
  { execution, task }: RecordedTask,
): string[] | undefined {
  const record = Object.entries(written).filter(([name]) => (members as readonly string[]).includes(name));
  const text = canonical(Object.fromEntries(record));
  return text === undefined ? undefined : [executionReference(execution), task, text];
}

/**
 * JSON text that is the same for the same value: Step Functions may keep the members of an object in another order, and replaces
 * text that is not valid Unicode.
 *
 * @returns undefined if it is nested too deeply
 */
function canonical(value: object): string | undefined {
  return toJson(value, (_, part) => {
    if (typeof part === 'string') return part.toWellFormed();
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
