import { describe, expect, it } from 'vitest';
import { ENTRIES, type Entry } from '../../infra/bundle.ts';
import { EVERYTHING, synthesized } from './synthesized.ts';

const IF_OURS = ' if {"StringEquals":{"kms:EncryptionContext:application":"countersign"}}';
const STATES = 'arn:aws:states:eu-central-1:123456789012';
const FUNCTIONS = 'arn:aws:lambda:eu-central-1:123456789012:function:*';
const MACHINE = `${STATES}:stateMachine:Countersign-ApprovalEmails`;
const EXECUTIONS = `${STATES}:execution:Countersign-ApprovalEmails:*`;
const READ_HISTORY = `states:GetExecutionHistory on ${EXECUTIONS}`;
const PUBLISH = 'sns:Publish on arn:ApprovalWorkflowTopic';
const READ_SECRET = 'secretsmanager:GetSecretValue on arn:SlackEndpointSecret';
const SEAL = `kms:GenerateDataKey on arn:Key${IF_OURS}`;
const OPEN = `kms:Decrypt on arn:Key${IF_OURS}`;

/** What each function may do besides writing its log: design.md, "Run-time entry points". */
const PERMISSIONS: Readonly<Record<Entry, readonly string[]>> = {
  'create-urls': [SEAL],
  respond: [
    OPEN,
    `states:SendTaskSuccess on ${STATES}:stateMachine:*`,
    `states:SendTaskSuccess on ${STATES}:activity:*`,
    `states:SendTaskFailure on ${STATES}:stateMachine:*`,
    `states:SendTaskFailure on ${STATES}:activity:*`,
    `states:SendTaskHeartbeat on ${STATES}:stateMachine:*`,
    `states:SendTaskHeartbeat on ${STATES}:activity:*`,
    `lambda:SendDurableExecutionCallbackSuccess on ${FUNCTIONS}`,
    `lambda:SendDurableExecutionCallbackFailure on ${FUNCTIONS}`,
    `lambda:SendDurableExecutionCallbackHeartbeat on ${FUNCTIONS}`,
    READ_HISTORY,
  ],
  slack: [
    OPEN,
    SEAL,
    `states:SendTaskSuccess on ${MACHINE}`,
    `states:SendTaskFailure on ${MACHINE}`,
    `states:SendTaskHeartbeat on ${MACHINE}`,
    READ_HISTORY,
    `states:StartExecution on ${MACHINE}`,
    `states:ListExecutions on ${MACHINE}`,
    `states:StopExecution on ${EXECUTIONS}`,
    READ_SECRET,
  ],
  'request-approval': [SEAL, PUBLISH, READ_SECRET],
  'announce-decision': [READ_HISTORY, PUBLISH, READ_SECRET],
};

describe('permissions', () => {
  const everything = synthesized(EVERYTHING);

  it.each(ENTRIES)('gives %s what it calls, and no more', (entry) => {
    expect(functionPermissions(everything, entry)).toEqual(PERMISSIONS[entry]);
  });

  it.each(ENTRIES)('lets %s do everything, or anything to everything, nowhere', (entry) => {
    for (const permission of functionPermissions(everything, entry)) {
      expect(permission).not.toMatch(/^\S*\*| on \*/);
    }
  });

  it.each(['request-approval', 'announce-decision'] as const)('gives %s no secret without Slack', (entry) => {
    expect(functionPermissions(synthesized({ emails: 'a@example.com' }), entry)).toEqual(
      PERMISSIONS[entry].filter((permission) => permission !== READ_SECRET),
    );
  });

  it('lets the state machine call its two functions, deliver its log, and trace', () => {
    const { RoleArn: role } = everything.only('AWS::StepFunctions::StateMachine');
    expect(everything.permissionsOf(role)).toEqual([
      // Neither log delivery nor X-Ray knows any resource (service authorization reference).
      'logs:CreateLogDelivery on *',
      'logs:GetLogDelivery on *',
      'logs:UpdateLogDelivery on *',
      'logs:DeleteLogDelivery on *',
      'logs:ListLogDeliveries on *',
      'logs:PutResourcePolicy on *',
      'logs:DescribeResourcePolicies on *',
      'logs:DescribeLogGroups on *',
      'xray:PutTraceSegments on *',
      'xray:PutTelemetryRecords on *',
      'xray:GetSamplingRules on *',
      'xray:GetSamplingTargets on *',
      'lambda:InvokeFunction on arn:ApprovalWorkflowRequestApproval',
      'lambda:InvokeFunction on arn:ApprovalWorkflowAnnounceDecision',
    ]);
  });

  it('has a role for each function and the state machine, without managed or inline policies', () => {
    const roles = everything.ofType('AWS::IAM::Role');
    expect(roles).toHaveLength(ENTRIES.length + 1);
    for (const { Properties } of roles) {
      expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
    }
  });

  it('follows the name of the stack', () => {
    const staging = synthesized({ ...EVERYTHING, stackName: 'Staging' });
    const permissions = functionPermissions(staging, 'slack');
    expect(permissions).toContain(`states:StartExecution on ${STATES}:stateMachine:Staging-ApprovalEmails`);
    expect(permissions).toContain(`states:StopExecution on ${STATES}:execution:Staging-ApprovalEmails:*`);
    expect(staging.only('AWS::StepFunctions::StateMachine').StateMachineName).toBe('Staging-ApprovalEmails');
  });
});

/** Without those on its own log group, which it must have. */
function functionPermissions(stack: ReturnType<typeof synthesized>, entry: Entry): string[] {
  const { Role: role, LoggingConfig: logging } = stack.functionOf(entry)?.properties ?? {};
  const logGroup = `arn:${stack.resolve(logging.LogGroup)}`;
  const all = stack.permissionsOf(role);
  const log = [`logs:CreateLogStream on ${logGroup}`, `logs:PutLogEvents on ${logGroup}`];
  expect(all.slice(0, 2)).toEqual(log);
  return all.slice(2);
}
