import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from './aws.ts';
import type { DeployedFunction } from './functions.ts';
import { until } from './until.ts';

type Line = Readonly<Record<string, unknown>>;

/** Reads the logs of the deployed functions. */
export function readLogs(functions: readonly DeployedFunction[], { logs: client }: Aws) {
  async function lines({ logGroup }: DeployedFunction): Promise<Line[]> {
    const found: Line[] = [];
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: logGroup })) {
      // Only our own lines are JSON. Lambda writes other lines at the start and at the end of each invocation.
      for (const { message = '' } of events) if (message.startsWith('{')) found.push(JSON.parse(message));
    }
    return found;
  }

  async function all(): Promise<Line[]> {
    return (await Promise.all(functions.map(lines))).flat();
  }

  return {
    all,
    /** Waits for the log line of an event of an execution. */
    line(event: string, executionArn: string): Promise<Line> {
      const execution = executionArn.split(':').slice(-2).join(':');
      return until(`the line ${event} of ${execution}`, async () =>
        (await all()).find((line) => line.event === event && line.execution === execution),
      );
    },
  };
}
