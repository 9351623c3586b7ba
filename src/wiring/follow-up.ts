import type { Patience } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';
import type { FollowUpEvent } from '../slack/follow-up.ts';
import type { EndpointPorts } from '../slack/ports.ts';
import { configuredInvokeSelf } from './invoke-self.ts';

/** Starts follow-ups of Slack as asynchronous invocations of its function. */
export function configuredFollowUp(
  config: Config,
  env: Environment,
  patience: Patience,
): EndpointPorts['followUp'] {
  const invokeSelf = configuredInvokeSelf(config, env, patience);
  return async (work) => {
    const event: FollowUpEvent = { slack_follow_up: work };
    await invokeSelf(event);
  };
}
