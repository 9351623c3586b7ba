import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';
import type { FollowUpEvent } from '../slack/follow-up.ts';
import type { EndpointPorts } from '../slack/ports.ts';

/** Starts follow-ups as asynchronous invocations of the function that runs now. Lambda sets its name. */
export function configuredFollowUp(
  { AWS_LAMBDA_FUNCTION_NAME: functionName }: Config,
  env: Environment,
  patience: Patience,
): EndpointPorts['followUp'] {
  let invokeLater: Promise<(event: object) => Promise<void>> | undefined;
  return async (work) => {
    if (!functionName) throw new Error('The environment variable AWS_LAMBDA_FUNCTION_NAME is not set.');
    // Loaded only when needed, because few requests take so long, and another AWS client slows a cold start.
    invokeLater ??= import('../aws/invoke-later.ts').then(({ createInvokeLater }) =>
      createInvokeLater(clientOptions(env, patience), functionName),
    );
    const event: FollowUpEvent = { slack_follow_up: work };
    await (await invokeLater)(event);
  };
}
