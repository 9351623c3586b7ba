import type { Stack } from 'aws-cdk-lib';
import { allow, type Permission } from './permissions.ts';
import type { Settings } from './settings.ts';

/** The `source` of all our events (src/aws/eventbridge.ts). */
const SOURCE = 'countersign';

/** What a function needs to publish the events of approvals. Nothing without a bus. */
export function publishesEvents(
  stack: Stack,
  { eventBus }: Pick<Settings, 'eventBus'>,
): { readonly variables: Readonly<Record<string, string>>; readonly permissions: readonly Permission[] } {
  if (eventBus === undefined) return { variables: {}, permissions: [] };
  const arn =
    eventBus === 'default'
      ? stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: eventBus })
      : eventBus;
  const permission = allow(['events:PutEvents'], [arn]);
  permission.statement.addConditions({ StringEquals: { 'events:source': SOURCE } });
  return { variables: { EVENT_BUS: eventBus }, permissions: [permission] };
}
