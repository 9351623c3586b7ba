import type { LookupFunction } from 'node:net';
import { type Deployed, forMiniStack, type Statement } from './ministack-policies.ts';

/** Where what runs the suite is not AWS. Each member is as AWS is in {@link AWS}, and MiniStack's reason is beside it. */
export interface Differences {
  /** What Step Functions says of a task token that was used before. */
  readonly usedToken: 'TaskTimedOut' | 'TaskDoesNotExist';
  /** Whether the execution history has what a task was given, and what it returned when it was submitted. */
  readonly historyTellsTasks: boolean;
  /** How a statement of a deployed policy has to read for it to allow the same; missing: as it does. */
  readonly statement: ((statement: Statement, deployed: Deployed) => Statement) | undefined;
  /** Whether a stack can be removed. */
  readonly destroys: boolean;
  /** How names of hosts are looked up; missing: as always. */
  readonly lookup: LookupFunction | undefined;
}

const AWS: Differences = {
  usedToken: 'TaskTimedOut',
  historyTellsTasks: true,
  statement: undefined,
  destroys: true,
  lookup: undefined,
};

/**
 * MiniStack 1.5.33, with AUTH=true. What is no member here: e-mail subscriptions only write to the log, which is why the
 * test reads its mails from a queue; a heartbeat does not make a task wait longer, and is not tested; a
 * function that fails does not fail a `.waitForTaskToken` task. Functions' and users' policies are asked, and keys'. Who
 * calls a function for somebody else is not: a state machine's role, of which the test asks IAM itself; EventBridge and
 * the HTTP API, whose leave only the template shows.
 */
const MINISTACK: Differences = {
  // It forgets a token when it is used.
  usedToken: 'TaskDoesNotExist',
  // TaskScheduled has no parameters, and there is no TaskSubmitted: nobody can look up what was asked, who decided, or
  // where the Slack message is. So a later click is not told who decided, messages are not updated, only sent, and `/approval list` is empty.
  // That EventBridge has the function look into the history of a stopped execution can still be seen, in its log.
  historyTellsTasks: false,
  statement: forMiniStack,
  // `cdk destroy` fails. All of it ends with the process, and the stack has a name of its own.
  destroys: false,
  // The HTTP API is <id>.execute-api.localhost, and not every resolver knows that localhost has subdomains (RFC 6761).
  lookup: (_host, { all }, found) =>
    all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
};

export function differences(): Differences {
  return process.env.AWS_ENDPOINT_URL ? MINISTACK : AWS;
}
