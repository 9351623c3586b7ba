/**
 * The codes of refusals. They are part of the public contract, so callers may `switch` on them. A code that
 * sfn-callback-urls 1.1.0 also has means the same as there.
 */
export const REFUSAL_CODES = [
  'ActionMismatched',
  'AskedAgain',
  'CommentRequired',
  'ConfirmationRequired',
  'Countersign.LookAgain',
  'Countersign.TryAgain',
  'DecryptionUnsupported',
  'DelegationRefused',
  'DuplicateActionName',
  'EncryptionRequired',
  'ExpiredPayload',
  'HistoryUnavailable',
  'InvalidAction',
  'InvalidDate',
  'InvalidInputs',
  'InvalidJSON',
  'InvalidJsonPath',
  'InvalidPayload',
  'InvalidPostActionBody',
  'InvalidPostActionOutcome',
  'InvalidRequest',
  'NextRoundPending',
  'NotAllowed',
  'NotPermitted',
  'NothingSent',
  'OutputFormatting',
  'ParametersDisabled',
  'PostActionsDisabled',
  'ServiceError',
  'StepFunctionsError',
  'TooManyRounds',
  'UrlTooLong',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/**
 * Codes that need no translated sentence for the user of a link. The creator of links or the requester of an approval
 * gets them. The exceptions are NotAllowed, NotPermitted, DelegationRefused and InvalidInputs: their messages are already translated.
 */
type OtherCode =
  | 'Countersign.LookAgain'
  | 'Countersign.TryAgain'
  | 'DelegationRefused'
  | 'DuplicateActionName'
  | 'InvalidAction'
  | 'InvalidDate'
  | 'InvalidInputs'
  | 'NotAllowed'
  | 'NotPermitted'
  | 'NothingSent'
  | 'UrlTooLong';
/** Codes that the user of a link can get. Each language has a sentence for each of them. */
export type LinkRefusalCode = Exclude<RefusalCode, OtherCode>;

/** The error that Step Functions returned for a task token or an output (API reference of SendTaskSuccess). */
export type StepFunctionsReason = 'InvalidOutput' | 'InvalidToken' | 'TaskDoesNotExist' | 'TaskTimedOut';

/** Why the KMS key of a state machine cannot be used. */
export type KeyReason = 'KmsAccessDenied' | 'KmsInvalidState';

/** The sentence for a link that does not decrypt: the link was cut, changed, or created by another service. */
export const UNREADABLE_LINK =
  'This link is incomplete, was changed, or belongs to another service. Open it exactly as you received it.';

/** The sentence for a link whose data key is not ours. */
export const FOREIGN_LINK = 'This service did not create this link. Ask the sender for a new one.';

/** The sentence for a link that decrypts, but has invalid content. */
export const INCORRECT_LINK = 'This link was created incorrectly. Ask the sender for a new one.';

/**
 * An expected refusal. It has a code for programs and a sentence for people. The sentence never contains a task token,
 * a key or a decrypted payload. A mistake in our own code throws a `TypeError` instead.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** Set only with the codes `StepFunctionsError` and `NotPermitted`. */
  readonly reason: StepFunctionsReason | KeyReason | undefined;

  constructor(
    code: RefusalCode,
    message: string,
    options: { cause?: unknown; reason?: StepFunctionsReason | KeyReason } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    // Lambda reports an error to Step Functions by its name. So a `Catch` in a state machine can match the code.
    this.name = code;
    this.code = code;
    this.reason = options.reason;
  }
}

/** The refusal of a task that has ended, where this is known before Step Functions says it. */
export function taskGone(): Refusal {
  return new Refusal('StepFunctionsError', 'The task was already completed.', { reason: 'TaskTimedOut' });
}

/** Whether the task has ended: it was completed, it timed out, or its execution ended. */
export function isTaskGone(error: unknown): error is Refusal {
  return error instanceof Refusal && (error.reason === 'TaskTimedOut' || error.reason === 'TaskDoesNotExist');
}
