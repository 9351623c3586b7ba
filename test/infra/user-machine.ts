import validate from 'asl-validator';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  DefinitionBody,
  type IChainable,
  type QueryLanguage,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { ICountersign } from '../../infra/approval-task-props.ts';
import { inWords } from './synthesized.ts';

const FUNCTIONS = 'arn:aws:lambda:us-east-1:123456789012:function';
export const REQUEST_APPROVAL = `${FUNCTIONS}:request-approval`;
export const TELL_OUTCOME = `${FUNCTIONS}:tell-outcome`;

/**
 * Creates another stack with its own state machine. Returns the definition and the permissions of the state machine.
 */
export function userMachine(
  build: (stack: Stack, countersign: ICountersign) => IChainable,
  options: { queryLanguage?: QueryLanguage } = {},
) {
  const stack = new Stack(new App(), 'Theirs', { env: { account: '123456789012', region: 'us-east-1' } });
  const countersign = {
    requestApproval: LambdaFunction.fromFunctionArn(stack, 'RequestApproval', REQUEST_APPROVAL),
    tellOutcome: LambdaFunction.fromFunctionArn(stack, 'TellOutcome', TELL_OUTCOME),
  };
  new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromChainable(build(stack, countersign)),
    ...options,
  });
  return machineIn(stack);
}

/** Returns the only state machine of a stack, as Step Functions gets it. */
export function machineIn(stack: Stack) {
  const template = Template.fromStack(stack);
  const propertiesOf = (type: string) =>
    Object.values(template.findResources(type)).map((found) => found.Properties);
  const [machine] = propertiesOf('AWS::StepFunctions::StateMachine');
  const statements = propertiesOf('AWS::IAM::Policy').flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
  const definition: string = joined(machine?.DefinitionString);
  // The validator adds defaults to its argument, so the validator gets its own copy.
  const { isValid, errorsText } = validate(JSON.parse(definition));
  return {
    definition: JSON.parse(definition),
    /** The errors of the definition. Empty if it is valid Amazon States Language. */
    problems: isValid ? '' : errorsText(),
    permissions: inWords(statements, joined),
  };
}

function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join } = value as { 'Fn::Join'?: [string, unknown[]] };
  // The only reference is the partition, because the functions have complete ARNs.
  return join ? join[1].map(joined).join(join[0]) : 'aws';
}
