import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DeleteActivityCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetActivityTaskCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Cleanup } from './cleanup.ts';
import type { Others } from './deployment.ts';
import { until } from './until.ts';

/** The timeout in seconds of the state machine with a short timeout. */
const SHORT_TIMEOUT = 3;

/** Manages executions of the deployed state machine, and of the test's own two state machines with the same role. */
export async function createWorkflows(client: SFNClient, deployed: string, others: Others, cleanup: Cleanup) {
  const { definition = '', roleArn: role = '' } = await client.send(
    new DescribeStateMachineCommand({ stateMachineArn: deployed }),
  );
  cleanup.add(() => stopRunning(deployed));
  const short = await createMachine(others.stateMachine, shortened(definition));
  const { activityArn } = await client.send(new CreateActivityCommand({ name: nameOf(others.activity) }));
  cleanup.add(() => client.send(new DeleteActivityCommand({ activityArn })));
  const waits = await createMachine(`${others.stateMachine}Waits`, {
    StartAt: 'Wait',
    States: { Wait: { Type: 'Task', Resource: activityArn, TimeoutSeconds: 300, End: true } },
  });

  async function createMachine(arn: string, states: object): Promise<string> {
    const { stateMachineArn = '' } = await client.send(
      new CreateStateMachineCommand({ name: nameOf(arn), roleArn: role, definition: JSON.stringify(states) }),
    );
    cleanup.add(() => client.send(new DeleteStateMachineCommand({ stateMachineArn })));
    cleanup.add(() => stopRunning(stateMachineArn));
    return stateMachineArn;
  }

  /** Stops all executions, because AWS does not delete a state machine with a running execution. */
  async function stopRunning(stateMachineArn: string): Promise<void> {
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
    );
    await Promise.all(executions.map(({ executionArn = '' }) => stop(executionArn, 'The test has ended')));
  }

  async function stop(executionArn: string, cause: string): Promise<void> {
    await client.send(new StopExecutionCommand({ executionArn, cause }));
  }

  async function start(stateMachineArn: string, input: object): Promise<string> {
    const { executionArn = '' } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return executionArn;
  }

  async function describe(executionArn: string) {
    const { status, output } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return { status, output: output === undefined ? undefined : JSON.parse(output) };
  }

  return {
    /** The ARN of the role of the state machines. */
    role,
    start: (input: object) => start(deployed, input),
    /** Starts the same state machine with a timeout of a few seconds. */
    startShort: (input: object) => start(short, input),
    /** Starts an execution that waits for its task token. */
    async startWaiting() {
      const execution = await start(waits, {});
      const { taskToken: token = '' } = await client.send(new GetActivityTaskCommand({ activityArn }));
      return { execution, token };
    },
    stop,
    /** Stops all running executions. */
    stopAll: () => Promise.all([deployed, short, waits].map(stopRunning)),
    /** Waits until request-approval has returned in so many rounds. */
    submitted: (executionArn: string, rounds: number) =>
      until(`round ${rounds}`, async () => {
        const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
        return events.filter(({ type }) => type === 'TaskSubmitted').length >= rounds;
      }),
    status: async (execution: string) => (await describe(execution)).status,
    ended: (execution: string) =>
      until('the end of the execution', async () => {
        const { status, output } = await describe(execution);
        return status !== 'RUNNING' && { status, output };
      }),
  };
}

function nameOf(arn: string): string {
  return arn.split(':').at(-1) ?? '';
}

function shortened(definition: string): object {
  return JSON.parse(definition, (key, value) =>
    key === 'TimeoutSeconds' || key === 'timeout_seconds' ? SHORT_TIMEOUT : value,
  );
}
