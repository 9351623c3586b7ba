import { AwsError } from '../protocol/aws-error.ts';

/** The error of CreateStateMachine for an invalid definition, in the words of Step Functions. */
export function invalidDefinition(reason: string): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${reason}'`);
}
