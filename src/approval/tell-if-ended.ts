import type { Proofs } from '../callback/seal.ts';
import type { Log } from '../log.ts';
import { executionReference } from './execution.ts';
import type { GetHistory } from './history.ts';
import { startOutcome } from './outcome.ts';
import { startPatience, type Wait } from './patience.ts';
import type { StartExecution } from './ports.ts';
import { SENT, tokenHash, withProof } from './record.ts';
import type { Surface } from './surface.ts';
import { findTaskOfToken, haveAllAttempts } from './waiting-tasks.ts';

/** Messages that the history does not have yet. */
interface JustSent {
  /** An ARN, or `STATE_MACHINE:EXECUTION` */
  readonly execution: string;
  /** The task token with which they were sent. */
  readonly token: string;
  /** Where they are, by surface. */
  readonly shown: Readonly<Record<string, unknown>>;
}

interface EndPorts {
  readonly getHistory: GetHistory;
  /** Starts ApprovalOutcome; missing in a deployment without it. */
  readonly startOutcomeExecution?: StartExecution | undefined;
  readonly surfaces: readonly Surface[];
  /** Missing without encryption. */
  readonly proofs?: Pick<Proofs, 'prove'> | undefined;
  readonly wait: Wait;
  readonly log: Log;
}

/** Nothing else is to be done, and no person waits for it. */
const HISTORY_WITHIN_MS = 20_000;

/**
 * Starts ApprovalOutcome again if the approval ended while a function was still sending: the outcome that was started then does
 * not know these messages.
 */
export async function tellIfEnded(
  { execution, token, shown }: JustSent,
  { getHistory, startOutcomeExecution: start, surfaces, proofs, wait, log }: EndPorts,
): Promise<void> {
  if (!start || !surfaces.some(({ name, inPlace }) => inPlace && Object.hasOwn(shown, name))) return;
  const isEnough = (events: Parameters<typeof haveAllAttempts>[0]) => haveAllAttempts(events, token);
  try {
    const history = await startPatience(wait, HISTORY_WITHIN_MS).patiently(
      getHistory(execution, { isEnough }),
    );
    const task = findTaskOfToken(history, token);
    if (!task?.resolution || task.triedAgain) return;
    // ApprovalOutcome is named by the last attempt.
    const last = typeof task.payload?.token === 'string' ? task.payload.token : token;
    const round = { execution, task: tokenHash(last) };
    const { proof } = await withProof({ messages: shown }, SENT, round, proofs);
    await startOutcome({ execution, token: last, status: task.resolution.status, shown, proof }, start);
  } catch (error) {
    log({ level: 'error', event: 'outcome_not_started', execution: executionReference(execution), error });
  }
}
