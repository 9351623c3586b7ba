import { Refusal, type StepFunctionsReason } from '../callback/errors.ts';
import type { CompleteTask, Outcome } from '../callback/outcome.ts';
import type { CallbackTask } from '../callback/payload.ts';
import {
  LambdaClient,
  type LambdaClientConfig,
  LambdaServiceException,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from './lambda-client.ts';
import { until, whetherOurs } from './retries-and-timeouts.ts';

/** The errors of Lambda (Lambda API reference), with the reason that Step Functions gives in the same case. */
const REASONS: Readonly<Record<string, { readonly reason: StepFunctionsReason; readonly message: string }>> =
  {
    CallbackTimeoutException: {
      reason: 'TaskTimedOut',
      message: 'The callback was already completed, or it timed out.',
    },
    ResourceNotFoundException: {
      reason: 'TaskDoesNotExist',
      message: 'The callback does not exist, or it has ended.',
    },
    InvalidParameterValueException: {
      reason: 'InvalidToken',
      message: 'Lambda does not accept this callback ID or its result.',
    },
  };

/**
 * @returns a function that completes callbacks of Lambda durable functions. It refuses with StepFunctionsError and a
 *   reason, as for a task of Step Functions, or with NotPermitted.
 */
export function createCompleteCallback(config: LambdaClientConfig): CompleteTask<CallbackTask> {
  const client = new LambdaClient(config);
  return async ({ callbackId }, outcome, signal) => {
    try {
      await send(client, callbackId, outcome, until(signal));
    } catch (error) {
      if (!(error instanceof LambdaServiceException)) throw error;
      if (error.name === 'AccessDeniedException') throw notPermitted(error);
      const known = Object.hasOwn(REASONS, error.name) ? REASONS[error.name] : undefined;
      if (!known) throw error;
      // Without the cause, because AWS quotes the rejected value.
      throw whetherOurs(error, new Refusal('StepFunctionsError', known.message, { reason: known.reason }));
    }
  };
}

function notPermitted(cause: LambdaServiceException): Refusal {
  return new Refusal(
    'NotPermitted',
    'This deployment may not complete callbacks of this durable function. Add its ARN to durableFunctions.',
    { cause },
  );
}

function send(
  client: LambdaClient,
  callbackId: string,
  outcome: Outcome,
  options: ReturnType<typeof until>,
): Promise<unknown> {
  switch (outcome.type) {
    case 'success':
      return client.send(
        new SendDurableExecutionCallbackSuccessCommand({
          CallbackId: callbackId,
          Result: Buffer.from(JSON.stringify(outcome.output)),
        }),
        options,
      );
    case 'failure':
      return client.send(
        new SendDurableExecutionCallbackFailureCommand({
          CallbackId: callbackId,
          Error: {
            ...(outcome.error !== undefined && { ErrorType: outcome.error }),
            ...(outcome.cause !== undefined && { ErrorMessage: outcome.cause }),
          },
        }),
        options,
      );
    case 'heartbeat':
      return client.send(
        new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: callbackId }),
        options,
      );
  }
}
