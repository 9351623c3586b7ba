import type { Patience } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';
import { followUpEvent } from '../slack/follow-up.ts';
import type { EndpointPorts } from '../slack/ports.ts';
import { configuredInvokeSelf } from './invoke-self.ts';

/**
 * Starts follow-ups of Slack as asynchronous invocations of its function.
 *
 * @param signingSecret signs the event
 */
export function configuredFollowUp(
  config: Config,
  env: Environment,
  patience: Patience,
  signingSecret: () => Promise<string>,
): EndpointPorts['followUp'] {
  const invokeSelf = configuredInvokeSelf(config, env, patience);
  return async (work) => {
    await invokeSelf(followUpEvent(work, await signingSecret()));
  };
}
