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
import type { ApprovalBot } from '../../infra/approval-task.ts';
import { inWords } from './synthesized.ts';

const FUNCTIONS = 'arn:aws:lambda:us-east-1:123456789012:function';
export const REQUEST_APPROVAL = `${FUNCTIONS}:request-approval`;
export const ANNOUNCE_DECISION = `${FUNCTIONS}:announce-decision`;

/** A stack of somebody's own with a state machine in it, whose definition and permissions it gives. */
export function userMachine(
  build: (stack: Stack, bot: ApprovalBot) => IChainable,
  options: { queryLanguage?: QueryLanguage } = {},
) {
  const stack = new Stack(new App(), 'Theirs', { env: { account: '123456789012', region: 'us-east-1' } });
  const bot = {
    requestApproval: LambdaFunction.fromFunctionArn(stack, 'RequestApproval', REQUEST_APPROVAL),
    announceDecision: LambdaFunction.fromFunctionArn(stack, 'AnnounceDecision', ANNOUNCE_DECISION),
  };
  new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromChainable(build(stack, bot)),
    ...options,
  });
  return machineIn(stack);
}

/** The only state machine of a stack, as Step Functions would get it. */
export function machineIn(stack: Stack) {
  const template = Template.fromStack(stack);
  const propertiesOf = (type: string) =>
    Object.values(template.findResources(type)).map((found) => found.Properties);
  const [machine] = propertiesOf('AWS::StepFunctions::StateMachine');
  const statements = propertiesOf('AWS::IAM::Policy').flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
  const definition: string = joined(machine?.DefinitionString);
  // The validator fills in defaults, in what it is given.
  const { isValid, errorsText } = validate(JSON.parse(definition));
  return {
    definition: JSON.parse(definition),
    /** What is not Amazon States Language in it. */
    problems: isValid ? '' : errorsText(),
    permissions: inWords(statements, joined),
  };
}

function joined(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join } = value as { 'Fn::Join'?: [string, unknown[]] };
  // All there is to fill in: functions have whole ARNs.
  return join ? join[1].map(joined).join(join[0]) : 'aws';
}
