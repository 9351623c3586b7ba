import { Duration, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, JsonPath, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ApprovalTask } from '../../infra/approval-task.ts';

export class ReleaseStack extends Stack {
  constructor(scope: Construct, id: string, arns: { requestApproval: string; tellOutcome: string }) {
    super(scope, id);
    const approval = new ApprovalTask(this, 'Release?', {
      bot: {
        requestApproval: LambdaFunction.fromFunctionArn(this, 'Ask', arns.requestApproval),
        tellOutcome: LambdaFunction.fromFunctionArn(this, 'Tell', arns.tellOutcome),
      },
      title: JsonPath.format('Release {}', JsonPath.stringAt('$.version')),
      details: { Environment: 'production', Changes: JsonPath.stringAt('$.changes') },
      approvers: ['S0123456789', 'ann@example.com'],
      timeout: Duration.hours(8),
      rejected: new Pass(this, 'Roll back'),
    });
    new StateMachine(this, 'Machine', {
      stateMachineName: 'Releases',
      definitionBody: DefinitionBody.fromChainable(approval.next(new Pass(this, 'Deploy'))),
    });
  }
}
