/**
 * An error that the caller gets in the format of its protocol. `code` is AWS's error code without a namespace, and
 * `status` is the HTTP status that AWS sends with it.
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

/** Refuses by name a feature of AWS that is missing here. Ignoring it would look like AWS's behaviour. */
export function unsupported(what: string): AwsError {
  return new AwsError('UnknownOperationException', `The embedded stack does not support ${what}.`);
}

/** The error for a body that is not in the protocol's format. */
export function malformed(message: string): AwsError {
  return new AwsError('SerializationException', message);
}

/** The error for a parameter that violates a constraint of the API model, in the words of AWS's services. */
export function constraintViolation(value: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: ${value} failed to satisfy constraint: ${constraint}`,
  );
}
