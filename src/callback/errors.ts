/**
 * Why a request was refused. Callers may `switch` on it: the codes are part of the contract, and those that
 * sfn-callback-urls 1.1.0 has mean here what they mean there.
 */
export const REFUSAL_CODES = [
  'ActionMismatched',
  'DecryptionUnsupported',
  'DuplicateActionName',
  'EncryptionRequired',
  'ExpiredPayload',
  'InvalidAction',
  'InvalidDate',
  'InvalidJSON',
  'InvalidJsonPath',
  'InvalidPayload',
  'InvalidPostActionBody',
  'InvalidPostActionOutcome',
  'InvalidRequest',
  'NotAllowed',
  'NothingSent',
  'OutputFormatting',
  'ParametersDisabled',
  'PostActionsDisabled',
  'ServiceError',
  'StepFunctionsError',
  'UrlTooLong',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/**
 * The codes of those who make links, or ask for approvals, and one whose sentence is in the reader's language anyhow.
 * Whoever only uses a link meets all the others.
 */
type OtherCode =
  | 'DuplicateActionName'
  | 'InvalidAction'
  | 'InvalidDate'
  | 'NotAllowed'
  | 'NothingSent'
  | 'UrlTooLong';
export type LinkRefusalCode = Exclude<RefusalCode, OtherCode>;

/** What Step Functions itself said of a task token or an output (API reference of SendTaskSuccess). */
export type StepFunctionsReason = 'InvalidOutput' | 'InvalidToken' | 'TaskDoesNotExist' | 'TaskTimedOut';

/**
 * An expected refusal: a code to switch on and a sentence that a person understands. The sentence never holds a
 * task token, a key or an opened payload. Misuse by our own code is a `TypeError` instead.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** Only with `StepFunctionsError`. */
  readonly reason: StepFunctionsReason | undefined;

  constructor(
    code: RefusalCode,
    message: string,
    options: { cause?: unknown; reason?: StepFunctionsReason } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    // Step Functions and Lambda report an error by its name: a `Catch` can then name the code.
    this.name = code;
    this.code = code;
    this.reason = options.reason;
  }
}

/** Whether the task token can no longer be used: it was used, timed out or belongs to an ended execution. */
export function isTaskGone(error: unknown): error is Refusal {
  return error instanceof Refusal && (error.reason === 'TaskTimedOut' || error.reason === 'TaskDoesNotExist');
}
