import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, JsonPath, LogLevel, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ApprovalTask, Countersign } from 'countersign';

/*
 * A release gate with a quorum and an escalation. Ann and Ben must both approve. After two hours, Cleo may decide too, in the place
 * of one who does not answer. After a day, nothing is released.
 * Start the state machine with {"version": "1.2", "changes": "Faster search"}.
 */
export const app = new App();
const stack = new Stack(app, 'ReleaseGate');

const countersign = new Countersign(stack, 'Countersign', {
  slackChannel: 'C0123456789',
  emails: ['ann@example.com', 'ben@example.com', 'cleo@example.com'],
});
new CfnOutput(stack, 'NextStep', { value: countersign.nextStep });

const release = new ApprovalTask(stack, 'Release?', {
  countersign,
  title: JsonPath.format('Release {}', JsonPath.stringAt('$.version')),
  details: { Changes: JsonPath.stringAt('$.changes') },
  approvers: ['ann@example.com', 'ben@example.com'],
  approvals: 2,
  escalate: [{ after: Duration.hours(2), to: ['cleo@example.com'] }],
  timeout: Duration.days(1),
  rejected: new Pass(stack, 'Roll back'),
  timedOut: new Pass(stack, 'Release nothing'),
});

// Each Pass state stands for your own step, such as one that starts a pipeline.
new StateMachine(stack, 'Machine', {
  stateMachineName: 'ReleaseGate',
  definitionBody: DefinitionBody.fromChainable(release.next(new Pass(stack, 'Deploy'))),
  // The data of an execution contains task tokens.
  logs: { destination: new LogGroup(stack, 'Log'), level: LogLevel.ALL, includeExecutionData: false },
  tracingEnabled: true,
});
