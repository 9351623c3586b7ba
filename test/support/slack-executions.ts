import { Refusal } from '../../src/callback/errors.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import type { SlackPorts } from '../../src/slack/ports.ts';
import { ASKED_AT, endOf, scheduled, TASK_TOKEN } from './web-fake-workflow.ts';

/** An execution of the approval workflow. */
export interface FakeExecution {
  readonly name: string;
  readonly input: object;
  readonly token?: string;
  readonly askedAt?: Date;
  /** The outcome of the task, one minute after the request. Missing while the task waits. */
  readonly outcome?: Exclude<Outcome, { type: 'heartbeat' }>;
}

/** Fake Step Functions with these executions, newest first. */
export function fakeExecutions(
  executions: readonly FakeExecution[],
): Pick<SlackPorts, 'listExecutions' | 'getHistory'> {
  return {
    listExecutions: async ({ running, max }) =>
      executions
        .map(({ name, outcome, askedAt: startedAt = ASKED_AT }) => ({
          execution: `ApprovalEmails:${name}`,
          running: !outcome,
          startedAt,
        }))
        .filter((execution) => execution.running || !running)
        .slice(0, max),
    async getHistory(execution) {
      const found = executions.find(({ name }) => execution === `ApprovalEmails:${name}`);
      if (!found) throw new Refusal('InvalidRequest', 'This execution does not exist.');
      const { input, token = TASK_TOKEN, askedAt = ASKED_AT, outcome } = found;
      const endedAt = new Date(askedAt.getTime() + 60_000);
      return [...scheduled(input, askedAt, token), ...(outcome ? [endOf(outcome, endedAt)] : [])];
    },
  };
}

/** Many waiting executions, newest first. Each started one minute before the previous one in the list. */
export function manyWaiting(count: number, input: object = {}): FakeExecution[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `run-${index + 1}`,
    input: { name: `Ben ${index + 1}`, requester: 'ann', ...input },
    askedAt: new Date(ASKED_AT.getTime() - index * 60_000),
  }));
}

/** The outcome of an approval in Slack. */
export function approvedBy(userId: string, name: string) {
  const at = new Date(ASKED_AT.getTime() + 60_000).toISOString();
  const decision = { action: 'approve', by: name, user_id: userId, via: 'slack', at };
  return { type: 'success', output: { name_in_output: 'Ben', decision } } as const;
}

/** The outcome of a rejection in Slack. */
export function rejectedBy(userId: string, by: string, { name = 'Ben', comment = '' } = {}) {
  const at = new Date(ASKED_AT.getTime() + 60_000).toISOString();
  const decision = { action: 'reject', by, user_id: userId, via: 'slack', at, ...(comment && { comment }) };
  const errorMessage = `${name} rejected it (by ${by} in Slack)${comment && `: ${comment}`}`;
  const cause = JSON.stringify({ errorMessage, errorType: 'rejected', decision });
  return { type: 'failure', error: 'rejected', cause } as const;
}
