import { Duration, Stack } from 'aws-cdk-lib';
import { DefinitionBody, JsonPath, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ApprovalTask, type ICountersign } from '../../infra/index.ts';

export class ReleaseStack extends Stack {
  constructor(scope: Construct, id: string, countersign: ICountersign) {
    super(scope, id);
    const approval = new ApprovalTask(this, 'Release?', {
      countersign,
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
