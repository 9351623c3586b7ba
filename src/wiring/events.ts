import type { PublishEvents } from '../approval/events.ts';
import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';

/** Publishes events on the bus EVENT_BUS; undefined without it. */
export function configuredEvents(
  { EVENT_BUS: bus }: Config,
  env: Environment,
  patience: Patience,
): PublishEvents | undefined {
  if (bus === undefined) return undefined;
  let loading: Promise<PublishEvents> | undefined;
  return async (events) => {
    // Loaded after the messages were sent: another AWS client slows a cold start.
    loading ??= import('../aws/eventbridge.ts').then(({ createPublishEvents }) =>
      createPublishEvents(clientOptions(env, patience), bus),
    );
    return (await loading)(events);
  };
}
