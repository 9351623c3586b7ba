import type { PublishEvents } from '../approval/events.ts';
import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';
import { loadOnce } from './load-once.ts';

/** Publishes events on the bus EVENT_BUS; undefined without it. */
export function configuredEvents(
  { EVENT_BUS: bus }: Config,
  env: Environment,
  patience: Patience,
): PublishEvents | undefined {
  if (bus === undefined) return undefined;
  // Loaded after the messages were sent: another AWS client slows a cold start.
  const load = loadOnce(async () => {
    const { createPublishEvents } = await import('../aws/eventbridge.ts');
    return createPublishEvents(clientOptions(env, patience), bus);
  });
  return async (events) => (await load())(events);
}
