import { SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import { createUntil } from '../../../src/local/demo/until.ts';
import { type StackOptions, startStack } from '../../../src/local/stack.ts';
import type { LogLine } from '../../../src/log.ts';

/** Starts a stack on free ports, for the running test only. */
export async function startTestStack(options: Partial<StackOptions> = {}) {
  const lines: LogLine[] = [];
  const stack = await startStack({ port: 0, awsPort: 0, log: (line) => void lines.push(line), ...options });
  onTestFinished(() => stack.close());
  const until = createUntil(stack.onChange, AbortSignal.timeout(20_000));

  const stepFunctions = new SFNClient({
    endpoint: stack.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  onTestFinished(() => stepFunctions.destroy());

  async function startExecution(input: unknown): Promise<void> {
    const { stateMachineArn } = stack;
    await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  }

  /** Stops the newest execution. */
  async function stopExecution(cause: string): Promise<void> {
    const executionArn = stack.executions()[0]?.executionArn;
    await stepFunctions.send(new StopExecutionCommand({ executionArn, cause }));
  }

  async function getJson(path: string) {
    const response = await fetch(new URL(path, stack.url));
    // biome-ignore lint/suspicious/noExplicitAny: the tests read JSON of many types
    return (await response.json()) as any;
  }

  function postJson(path: string, body: unknown, headers: Record<string, string> = {}) {
    return fetch(new URL(path, stack.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  return { stack, lines, until, startExecution, stopExecution, getJson, postJson };
}
