import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';
import { followUpEvent } from '../slack/follow-up.ts';
import type { EndpointPorts } from '../slack/ports.ts';

/**
 * Starts follow-ups as asynchronous invocations of the function that runs now. Lambda sets its name.
 *
 * @param signingSecret signs the event
 */
export function configuredFollowUp(
  { AWS_LAMBDA_FUNCTION_NAME: functionName }: Config,
  env: Environment,
  patience: Patience,
  signingSecret: () => Promise<string>,
): EndpointPorts['followUp'] {
  let invokeLater: Promise<(event: object) => Promise<void>> | undefined;
  return async (work) => {
    if (!functionName) throw new Error('The environment variable AWS_LAMBDA_FUNCTION_NAME is not set.');
    // Loaded only when needed, because few requests take so long, and another AWS client slows a cold start.
    invokeLater ??= import('../aws/invoke-later.ts').then(({ createInvokeLater }) =>
      createInvokeLater(clientOptions(env, patience), functionName),
    );
    await (await invokeLater)(followUpEvent(work, await signingSecret()));
  };
}
