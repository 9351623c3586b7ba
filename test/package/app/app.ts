import { App, Duration, Stack } from 'aws-cdk-lib';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ApprovalTask, Countersign, type RequestApprovalPayload } from 'countersign';

/* The app of a new user. It prints the types of its resources. */
const app = new App();
const stack = new Stack(app, 'Approvals');
const countersign = new Countersign(stack, 'Countersign', {
  emails: ['you@example.com'],
  slackChannel: 'C0123456789',
  timeoutDays: 3,
});

const theirs = new Stack(app, 'Theirs');
const approval = new ApprovalTask(theirs, 'Release?', {
  countersign,
  title: 'Release 1.2',
  timeout: Duration.hours(8),
});
new StateMachine(theirs, 'Machine', {
  stateMachineName: 'Releases',
  definitionBody: DefinitionBody.fromChainable(approval),
});

const request: RequestApprovalPayload['request'] = { name: 'Ben', remind: { after: '4h' } };
const assembly = app.synth();
const typesIn = (name: string) => {
  const resources: Record<string, { Type: string }> = assembly.getStackByName(name).template.Resources;
  return Object.values(resources).map(({ Type }) => Type);
};
process.stdout.write(
  JSON.stringify({ types: typesIn('Approvals'), theirs: typesIn('Theirs'), request: request.name }),
);
