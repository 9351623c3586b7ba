import { isTaskGone, type Refusal } from '../callback/errors.ts';

/** The variables that Lambda sets, and AWS_ENDPOINT_URL for another endpoint than AWS. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Retries, and timeouts in milliseconds. All attempts of a call together fit in the time of the function that makes it.
 *
 * - `interactive`: Slack waits 3 seconds for the answer to a button.
 * - `reading`: for lists and histories. Reading that takes longer than Slack waits goes on in an asynchronous invocation, so
 *   a slow call is not given up before.
 * - `web`: a person waits for a page. These functions end after 10 seconds or later.
 * - `background`: only a state machine waits. These functions end after 60 seconds.
 * - `invoke`: the same, for another function, which may need some seconds itself.
 *
 * SNS Publish is the exception: see `onlyOnce` in only-once.ts.
 */
const PATIENCE = {
  interactive: limited(2, 700),
  reading: limited(2, 3_000),
  web: limited(2, 1_000),
  background: limited(3, 2_500),
  invoke: limited(2, 8_000),
};

export type Patience = keyof typeof PATIENCE;

/** @param timeout how long one attempt may wait for the answer, and then for each part of it */
function limited(maxAttempts: number, timeout: number) {
  return {
    maxAttempts,
    requestHandler: {
      connectionTimeout: 500,
      requestTimeout: timeout,
      // Without throwOnRequestTimeout, the SDK only logs a warning.
      throwOnRequestTimeout: true,
      socketTimeout: timeout,
    },
  };
}

/**
 * Returns the options for every AWS client. They contain Lambda's credentials from the environment, so that a cold
 * start does not search all other sources of credentials. Without credentials in the environment, the SDK searches.
 */
export function clientOptions(env: Environment, patience: Patience = 'background') {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  return {
    ...PATIENCE[patience],
    // The SDK itself reads this variable from process.env, and prefers variables such as AWS_ENDPOINT_URL_SFN.
    ...(AWS_ENDPOINT_URL && env !== process.env && { endpoint: AWS_ENDPOINT_URL }),
    ...(AWS_REGION && { region: AWS_REGION }),
    ...(AWS_ACCESS_KEY_ID &&
      AWS_SECRET_ACCESS_KEY && {
        credentials: {
          accessKeyId: AWS_ACCESS_KEY_ID,
          secretAccessKey: AWS_SECRET_ACCESS_KEY,
          ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
        },
      }),
  };
}

/**
 * The options of the clients of a program outside AWS: a pipeline or a person's machine, which may be far away. All other
 * settings, such as credentials, are those that the AWS SDK finds there.
 */
export function clientOptionsOutside({
  endpoint,
  region,
}: {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}) {
  const { maxAttempts, requestHandler } = limited(4, 10_000);
  return {
    maxAttempts,
    requestHandler: { ...requestHandler, connectionTimeout: 5_000 },
    ...(endpoint && { endpoint }),
    ...(region && { region }),
  };
}

/** Returns the options of a call that ends, without a retry, when the signal aborts. */
export function until(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

/**
 * What to throw if AWS refuses to complete a task because it has ended. If the SDK repeated the call, an earlier attempt
 * may have ended the task, and only its answer was lost. So it is not known whether the call was accepted.
 */
export function whetherOurs(error: ServiceException, refusal: Refusal): Error {
  const { attempts = 1 } = error.$metadata;
  return isTaskGone(refusal) && attempts > 1 ? new AnswerLostError(refusal) : refusal;
}

class AnswerLostError extends Error {
  override readonly name = 'AnswerLostError';

  constructor(cause: Refusal) {
    super('The task has ended, perhaps by an earlier attempt whose answer was lost.', { cause });
  }
}

type ServiceException = Error & { readonly $metadata: { readonly attempts?: number | undefined } };
