import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';

/** Starts asynchronous invocations of the function that runs now. Lambda sets its name. */
export function configuredInvokeSelf(
  { AWS_LAMBDA_FUNCTION_NAME: functionName }: Config,
  env: Environment,
  patience: Patience,
): (event: object) => Promise<void> {
  let invokeLater: Promise<(event: object) => Promise<void>> | undefined;
  return async (event) => {
    if (!functionName) throw new Error('The environment variable AWS_LAMBDA_FUNCTION_NAME is not set.');
    // Loaded only when needed, because few requests take so long, and another AWS client slows a cold start.
    invokeLater ??= import('../aws/invoke-later.ts').then(({ createInvokeLater }) =>
      createInvokeLater(clientOptions(env, patience), functionName),
    );
    await (await invokeLater)(event);
  };
}
