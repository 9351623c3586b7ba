/**
 * A refusal that goes to the caller in the shape of its protocol. `code` is AWS's own error code, without a namespace,
 * and `status` the HTTP status that AWS answers it with.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** What exists in AWS and not here is refused by its name, so that nobody takes an omission for AWS's behaviour. */
export function unsupported(what: string): AwsError {
  return new AwsError('UnknownOperationException', `The embedded stack does not support ${what}.`);
}

/** A body that is not in the protocol's format. */
export function malformed(message: string): AwsError {
  return new AwsError('SerializationException', message);
}

/** A parameter that breaks a constraint of the API model, in the wording that AWS's services share. */
export function constraintViolation(value: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: ${value} failed to satisfy constraint: ${constraint}`,
  );
}
