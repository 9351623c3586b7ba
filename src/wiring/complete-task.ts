import type { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptions, type Patience } from '../aws/retries-and-timeouts.ts';
import { createCompleteTask } from '../aws/step-functions.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import type { CallbackTask } from '../callback/payload.ts';
import type { Environment } from '../config.ts';

/** Completes tasks of Step Functions and callbacks of Lambda durable functions. */
export function createCompletion(
  stepFunctions: SFNClient,
  env: Environment,
  patience?: Patience,
): CompleteTask {
  const completeTask = createCompleteTask(stepFunctions);
  let completeCallback: Promise<CompleteTask<CallbackTask>> | undefined;
  return async (task, outcome, signal) => {
    if ('token' in task) return completeTask(task, outcome, signal);
    // Loaded only when needed, because most requests have a task token, and another AWS client slows a cold start.
    completeCallback ??= import('../aws/durable-callback.ts').then(({ createCompleteCallback }) =>
      createCompleteCallback(clientOptions(env, patience)),
    );
    return (await completeCallback)(task, outcome, signal);
  };
}
