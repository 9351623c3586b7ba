/** The variables that Lambda sets, and AWS_ENDPOINT_URL for another endpoint than AWS. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Retries, and timeouts in milliseconds.
 *
 * - `interactive`: Slack waits 3 seconds for the answer to a button. So a slow call is aborted and tried once more. The
 *   retry also helps when a connection was closed while the function was frozen.
 * - `reading`: for lists and histories. Reading that takes longer than Slack waits goes on in an asynchronous invocation, so
 *   a slow call is not aborted before.
 * - `background`: no request timeout, because the SDK would retry the call, and SNS would send an e-mail twice. The
 *   caller limits its own waiting time (src/approval/patience.ts).
 */
const PATIENCE = {
  interactive: {
    maxAttempts: 2,
    // Without throwOnRequestTimeout, the SDK only logs a warning.
    requestHandler: { connectionTimeout: 500, requestTimeout: 700, throwOnRequestTimeout: true },
  },
  reading: {
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 3_000, throwOnRequestTimeout: true },
  },
  background: { requestHandler: { connectionTimeout: 2_000 } },
};

/** How long a function can wait: for Slack's clients too. */
export type Patience = 'interactive' | 'background';

/**
 * Returns the options for every AWS client. They contain Lambda's credentials from the environment, so that a cold
 * start does not search all other sources of credentials. Without credentials in the environment, the SDK searches.
 */
export function clientOptions(env: Environment, patience: keyof typeof PATIENCE = 'background') {
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

/** Returns the options of a call that ends, without a retry, when the signal aborts. */
export function until(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
