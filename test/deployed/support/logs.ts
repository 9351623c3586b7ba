import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from './aws.ts';
import type { DeployedFunction } from './functions.ts';
import { until } from './until.ts';

type Line = Readonly<Record<string, unknown>>;

/** What the deployed functions write to their logs. */
export function readLogs(functions: readonly DeployedFunction[], { logs: client }: Aws) {
  async function lines({ logGroup }: DeployedFunction): Promise<Line[]> {
    const found: Line[] = [];
    for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: logGroup })) {
      // Besides ours there are Lambda's own lines, of which each invocation begins and ends with one.
      for (const { message = '' } of events) if (message.startsWith('{')) found.push(JSON.parse(message));
    }
    return found;
  }

  async function all(): Promise<Line[]> {
    return (await Promise.all(functions.map(lines))).flat();
  }

  return {
    all,
    /** The line that is left for an event of an execution, once it is there. */
    line(event: string, executionArn: string): Promise<Line> {
      const execution = executionArn.split(':').slice(-2).join(':');
      return until(`the line ${event} of ${execution}`, async () =>
        (await all()).find((line) => line.event === event && line.execution === execution),
      );
    },
  };
}
