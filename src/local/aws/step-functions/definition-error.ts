import { AwsError } from '../protocol/aws-error.ts';

/** CreateStateMachine's refusal of a definition, in Step Functions' wording. */
export function invalidDefinition(reason: string): AwsError {
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${reason}'`);
}
