/** Why a program outside the deployment could not do what it wanted. */
export type CallProblem =
  | 'noCredentials'
  | 'wrongCredentials'
  | 'expiredCredentials'
  | 'noRegion'
  | 'notPermitted'
  | 'noStateMachine'
  | 'noExecution'
  | 'noStack'
  | 'refusedInput'
  | 'unavailable'
  | 'other';

/** A call to AWS that failed for a reason that its caller can do something about. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly problem: CallProblem;

  /**
   * @param detail what AWS says, which names users and resources. About credentials, it is the name of the error only: AWS
   *   may repeat the signed headers then, and one of them is the session token
   */
  constructor(problem: CallProblem, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.problem = problem;
  }
}

/** The names of errors, without the end `Exception` (AWS: "Common errors", and the error classes of the SDK's credential providers). */
const PROBLEMS: Readonly<Record<string, CallProblem>> = {
  CredentialsProviderError: 'noCredentials',
  TokenProviderError: 'noCredentials',
  ExpiredToken: 'expiredCredentials',
  UnrecognizedClient: 'wrongCredentials',
  InvalidClientTokenId: 'wrongCredentials',
  InvalidSignature: 'wrongCredentials',
  SignatureDoesNotMatch: 'wrongCredentials',
  IncompleteSignature: 'wrongCredentials',
  MissingAuthenticationToken: 'wrongCredentials',
  AccessDenied: 'notPermitted',
  KmsAccessDenied: 'notPermitted',
  StateMachineDoesNotExist: 'noStateMachine',
  StateMachineDeleting: 'noStateMachine',
  ExecutionDoesNotExist: 'noExecution',
  InvalidExecutionInput: 'refusedInput',
  Throttling: 'unavailable',
  TooManyRequests: 'unavailable',
  ServiceUnavailable: 'unavailable',
};

/** The SDK has tried these again already. */
const LOST = /^(?:ECONN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|EAI_AGAIN|EPIPE|ETIMEDOUT)/;

type SdkError = Error & {
  readonly code?: unknown;
  /** What AWS answered; missing if there was no answer. */
  readonly $metadata?: { readonly httpStatusCode?: number | undefined };
};

/** About these, what AWS says may repeat the signed headers of the request. */
const SILENT: ReadonlySet<CallProblem> = new Set(['wrongCredentials', 'expiredCredentials', 'other']);

/** An error of the AWS SDK as a {@link CallError}; an error of another kind stays as it is. */
export function callError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const problem = problemOf(error);
  if (!problem) return error;
  if (SILENT.has(problem)) return new CallError(problem, error.name);
  return new CallError(problem, error.message || error.name, error);
}

function problemOf(error: SdkError): CallProblem | undefined {
  const known = PROBLEMS[error.name.replace(/Exception$/, '')];
  if (known) return known;
  if (/^Region (?:is missing|not accepted)/.test(error.message)) return 'noRegion';
  if (isLost(error)) return 'unavailable';
  return error.$metadata && 'other';
}

function isLost({ name, code, $metadata }: SdkError): boolean {
  return name === 'TimeoutError' || LOST.test(String(code)) || ($metadata?.httpStatusCode ?? 0) >= 500;
}
