/** The variables that Lambda sets, and AWS_ENDPOINT_URL where it is not AWS that is called. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How long a call may take, in milliseconds. Slack waits 3 seconds for the answer to a press, and everything counts
 * against them: there a call is given up, and made once more, which a connection that was closed while the function
 * slept needs. Everybody else has the time of a Lambda function, and waits for no answer longer than they can
 * (src/approval/patience.ts): a call that is given up here is made again, and SNS would send a mail twice.
 */
const PATIENCE = {
  interactive: {
    maxAttempts: 2,
    // Without the last, the SDK only warns.
    requestHandler: { connectionTimeout: 500, requestTimeout: 700, throwOnRequestTimeout: true },
  },
  background: { requestHandler: { connectionTimeout: 2_000 } },
};

export type Patience = keyof typeof PATIENCE;

/**
 * Options for every AWS client. Lambda's credentials are in its environment; taking them from there spares a cold
 * start the SDK's search through all other places. Without them, the SDK searches.
 */
export function clientOptions(env: Environment, patience: Patience = 'background') {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  return {
    ...PATIENCE[patience],
    // In the process's own environment the SDK finds this itself, and AWS_ENDPOINT_URL_SFN and the like before it.
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

/** The options of a call that ends, and is not made again, once a signal aborts. */
export function until(signal: AbortSignal | undefined): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}
