import { App, ArnFormat, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { Group, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  JsonPath,
  LogLevel,
  StateMachine,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { ApprovalTask, Countersign } from 'countersign';

/*
 * Temporary access. The person who decides chooses for how long, and names the ticket. The state machine adds the IAM user to a
 * group, waits, and removes the user again. It must not be stopped in between, because then nothing removes the user.
 * Start it with {"user": "cleo", "email": "cleo@example.com"}.
 */
export const app = new App();
const stack = new Stack(app, 'TemporaryAccess');

const countersign = new Countersign(stack, 'Countersign', {
  slackChannel: 'C0123456789',
  emails: ['ann@example.com', 'ben@example.com'],
});
new CfnOutput(stack, 'NextStep', { value: countersign.nextStep });

const readers = new Group(stack, 'Readers');
const databaseUser = { service: 'rds-db', resource: 'dbuser', resourceName: 'db-ABCDEFGHIJKL/reader' };
readers.addToPolicy(
  new PolicyStatement({
    actions: ['rds-db:connect'],
    resources: [stack.formatArn({ ...databaseUser, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
  }),
);

/** A call of IAM, which may be repeated. Its result is left out, so the next state has the same input. */
function membership(id: string, action: 'addUserToGroup' | 'removeUserFromGroup'): CallAwsService {
  const call = new CallAwsService(stack, id, {
    service: 'iam',
    action,
    parameters: { GroupName: readers.groupName, UserName: JsonPath.stringAt('$.user') },
    iamResources: [readers.groupArn],
    resultPath: JsonPath.DISCARD,
  });
  call.addRetry({ maxAttempts: 20, maxDelay: Duration.minutes(10) });
  return call;
}

const access = new ApprovalTask(stack, 'Access?', {
  countersign,
  title: JsonPath.format('Access of {} to the database', JsonPath.stringAt('$.user')),
  approvers: ['ann@example.com', 'ben@example.com'],
  requesterEmail: JsonPath.stringAt('$.email'),
  selfApproval: false,
  inputs: [{ name: 'ticket', label: 'Ticket', type: 'text', required: true }],
  actions: [
    { name: 'one_hour', label: 'Approve for 1 h', outcome: 'approve', output: { seconds: 3600 } },
    { name: 'eight_hours', label: 'Approve for 8 h', outcome: 'approve', output: { seconds: 28_800 } },
    { name: 'refuse', label: 'Refuse', outcome: 'reject' },
  ],
  remind: { after: Duration.minutes(30) },
  timeout: Duration.hours(4),
  rejected: new Succeed(stack, 'Not granted'),
});

const grant = membership('Grant', 'addUserToGroup');
const granted = new Wait(stack, 'Granted', { time: WaitTime.secondsPath('$.approval.seconds') });
const withdraw = membership('Withdraw', 'removeUserFromGroup');

new StateMachine(stack, 'Machine', {
  stateMachineName: 'TemporaryAccess',
  definitionBody: DefinitionBody.fromChainable(access.next(grant).next(granted).next(withdraw)),
  // The data of an execution contains task tokens.
  logs: { destination: new LogGroup(stack, 'Log'), level: LogLevel.ALL, includeExecutionData: false },
  tracingEnabled: true,
});
