import { randomUUID } from 'node:crypto';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SFNClient } from '@aws-sdk/client-sfn';
import { type AskedRequest, askedRequest } from '../approval/asked-request.ts';
import { isExecutionOf } from '../approval/execution.ts';
import { createDescribe, createStart } from '../aws/asked-executions.ts';
import { CallError } from '../aws/call-error.ts';
import { clientOptionsOutside } from '../aws/retries-and-timeouts.ts';
import { createStackOutput } from '../aws/stack-output.ts';
import { Misuse, type Where } from './arguments.ts';
import { notAnId, notAStateMachine, otherStateMachine } from './text.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A deployment of Countersign, as a program outside it uses it. */
export interface Deployment {
  /** Starts a request with this input, in JSON. @returns its id, which is the ARN of its execution */
  readonly start: (input: string, signal?: AbortSignal) => Promise<string>;
  /** How a request stands. @throws {Misuse} for an id that is not one of this deployment */
  readonly look: (id: string, signal?: AbortSignal) => Promise<AskedRequest>;
}

/** The name of the stack without other settings, and of its output (infra/countersign-stack.ts). */
const STACK = 'Countersign';
const OUTPUT = 'StateMachine';

/** An alias or a version may follow the name. */
const STATE_MACHINE = /^(arn:[^:]+:states:([^:]+):[^:]+:stateMachine:[^:]+)(?::[^:]+)?$/;
const EXECUTION = /^arn:[^:]+:states:([^:]+):[^:]+:execution:[^:]+:[^:]+$/;

/**
 * The deployment whose state machine or stack is named. The signal ends the look-up of the stack.
 *
 * @throws {Misuse}; the calls throw {@link CallError}
 */
export async function findDeployment(
  where: Where,
  env: Environment,
  signal: AbortSignal,
): Promise<Deployment> {
  const arn = namedStateMachine(where, env) ?? (await stateMachineOfStack(where, env, signal));
  const [, machine = '', region] = STATE_MACHINE.exec(arn) ?? [];
  const client = clientFor(region, where);
  const start = createStart(client, arn);
  const look = createLook(client);
  // DescribeExecution is eventually consistent: it may not know yet what was just started.
  const sent = new Map<string, AskedRequest>();
  return {
    start: async (input, signal) => {
      // The SDK repeats a call whose answer was lost: with the same name, it starts one request only.
      const id = await start(`cli-${randomUUID()}`, input, signal);
      sent.set(id, askedRequest({ status: 'RUNNING', input }));
      return id;
    },
    look: async (id, signal) => {
      assertId(id);
      if (!isExecutionOf(id, [machine])) throw new Misuse(otherStateMachine(id, machine));
      const found = await look(id, signal).catch((error: unknown) => {
        const asked = error instanceof CallError && error.problem === 'noExecution' && sent.get(id);
        if (asked) return asked;
        throw error;
      });
      if (found !== sent.get(id)) sent.delete(id);
      return found;
    },
  };
}

/** Looks at a request whose id tells where it is. If a state machine is named, the request must be one of it. */
export function lookAt(
  id: string,
  where: Where,
  env: Environment,
): (signal: AbortSignal) => Promise<AskedRequest> {
  const region = assertId(id);
  const [, machine] = STATE_MACHINE.exec(namedStateMachine(where, env) ?? '') ?? [];
  if (machine && !isExecutionOf(id, [machine])) throw new Misuse(otherStateMachine(id, machine));
  const look = createLook(clientFor(region, where));
  return (signal) => look(id, signal);
}

function createLook(client: SFNClient): Deployment['look'] {
  const describe = createDescribe(client);
  return async (id, signal) => askedRequest(await describe(id, signal));
}

function namedStateMachine(where: Where, env: Environment): string | undefined {
  const { 'state-machine': option, stack } = where;
  if (option !== undefined && stack !== undefined) {
    throw new Misuse('--state-machine and --stack exclude each other. Give one of them.');
  }
  const arn = option ?? (stack === undefined ? env.COUNTERSIGN_STATE_MACHINE : undefined);
  if (arn && !STATE_MACHINE.test(arn)) throw new Misuse(notAStateMachine(arn));
  return arn || undefined;
}

async function stateMachineOfStack(
  { stack, region, ...where }: Where,
  env: Environment,
  signal: AbortSignal,
): Promise<string> {
  const client = new CloudFormationClient(clientOptionsOutside({ endpoint: where['endpoint-url'], region }));
  const arn = await createStackOutput(client)(stack ?? (env.COUNTERSIGN_STACK || STACK), OUTPUT, signal);
  if (STATE_MACHINE.test(arn)) return arn;
  throw new Misuse(notAStateMachine(arn));
}

function clientFor(region: string | undefined, where: Where): SFNClient {
  return new SFNClient(clientOptionsOutside({ endpoint: where['endpoint-url'], region }));
}

/** @returns its region */
function assertId(id: string): string | undefined {
  const [, region] = EXECUTION.exec(id) ?? [];
  if (region === undefined) throw new Misuse(notAnId(id));
  return region;
}
