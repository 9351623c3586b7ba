import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import type { Config, Environment } from '../config.ts';
import { loadOnce } from './load-once.ts';

/** Starts asynchronous invocations of the function that runs now. Lambda sets its name. */
export function configuredInvokeSelf(
  { AWS_LAMBDA_FUNCTION_NAME: functionName }: Config,
  env: Environment,
  patience: Patience,
): (event: object) => Promise<void> {
  // Loaded only when needed, because few requests take so long, and another AWS client slows a cold start.
  const invokeLater = loadOnce(async () => {
    const { createInvokeLater } = await import('../aws/invoke-later.ts');
    if (!functionName) throw new Error('The environment variable AWS_LAMBDA_FUNCTION_NAME is not set.');
    return createInvokeLater(clientOptions(env, patience), functionName);
  });
  return async (event) => (await invokeLater())(event);
}
