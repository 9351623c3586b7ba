import type { LookupFunction } from 'node:net';
import { type Deployed, forMiniStack, type Statement } from './ministack-policies.ts';

/** The differences between AWS and an emulator. {@link AWS} has the values of AWS. */
export interface Differences {
  /** The error of Step Functions for a task token that was already used. */
  readonly usedToken: 'TaskTimedOut' | 'TaskDoesNotExist';
  /** Converts a statement of a deployed policy to one with the same effect. Missing if no conversion is needed. */
  readonly statement: ((statement: Statement, deployed: Deployed) => Statement) | undefined;
  /** Whether a stack can be deleted. */
  readonly destroys: boolean;
  /** Resolves host names. Missing for the default of Node. */
  readonly lookup: LookupFunction | undefined;
}

const AWS: Differences = {
  usedToken: 'TaskTimedOut',
  statement: undefined,
  destroys: true,
  lookup: undefined,
};

/**
 * MiniStack 1.5.33, with AUTH=true. It has these differences too:
 *
 * - E-mail subscriptions only write to the log. So the test reads its e-mails from a queue.
 * - A heartbeat does not extend the waiting time of a task. So it is not tested.
 * - Its execution history leaves out what a task was given. `ministack-history/sitecustomize.py` adds it.
 * - MiniStack checks the policies of functions, users and keys. It does not check whether a state machine, EventBridge
 *   or the HTTP API may call a function. For the role of the state machine, the test asks IAM. For EventBridge and the
 *   HTTP API, only the tests of the template check the permission.
 */
const MINISTACK: Differences = {
  // MiniStack deletes a token after its use.
  usedToken: 'TaskDoesNotExist',
  statement: forMiniStack,
  // `cdk destroy` fails. It is not needed, because the stack has a unique name and ends with the process.
  destroys: false,
  // The host of the HTTP API is <id>.execute-api.localhost. Not every resolver resolves subdomains of localhost (RFC
  // 6761).
  lookup: (_host, { all }, found) =>
    all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
};

/** Returns the differences of the system that the environment names. */
export function differences(): Differences {
  return process.env.AWS_ENDPOINT_URL ? MINISTACK : AWS;
}
