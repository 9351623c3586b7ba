import { describe, expect, it } from 'vitest';
import {
  BOT,
  type Context,
  DEPLOYED,
  type DeployedEntry,
  EVERYTHING,
  inWords,
  synthesized,
  TEAMS_ONLY,
  WEBHOOK_ONLY,
} from './synthesized.ts';

const IF_OURS =
  ' if {"StringEquals":{"kms:EncryptionContext:application":"countersign",' +
  '"kms:EncryptionContext:deployment":"arn:aws:cloudformation:eu-central-1:123456789012:stack/Countersign"}}';
const STATES = 'arn:aws:states:eu-central-1:123456789012';
const START_OUTCOME = `states:StartExecution on ${STATES}:stateMachine:Countersign-ApprovalOutcome`;
const MACHINE = `${STATES}:stateMachine:Countersign-ApprovalEmails`;
/** Each execution has its own ARN. */
const EXECUTIONS = `${STATES}:execution:Countersign-ApprovalEmails:*`;
const PUBLISH = 'sns:Publish on arn:ApprovalWorkflowTopic';
const READ_SUBSCRIPTIONS = [
  'sns:GetSubscriptionAttributes on arn:ApprovalWorkflowTopic',
  'sns:ListSubscriptionsByTopic on arn:ApprovalWorkflowTopic',
];
const READ_SLACK_SECRET = 'secretsmanager:GetSecretValue on arn:SlackEndpointSecret';
const READ_TEAMS_SECRET = 'secretsmanager:GetSecretValue on arn:TeamsEndpointSecret';
const READ_SECRETS = [READ_SLACK_SECRET, READ_TEAMS_SECRET];
const READ_HISTORY = `states:GetExecutionHistory on ${EXECUTIONS}`;
/** Where the messages are that escalations added. */
const READ_TIMERS = `states:GetExecutionHistory on ${STATES}:execution:Countersign-ApprovalTimer:*`;
const COMPLETE = [
  `states:SendTaskFailure on ${MACHINE}`,
  `states:SendTaskHeartbeat on ${MACHINE}`,
  `states:SendTaskSuccess on ${MACHINE}`,
];
const SEAL = `kms:GenerateDataKey on arn:Key${IF_OURS}`;
const OPEN = `kms:Decrypt on arn:Key${IF_OURS}`;

const PUT_EVENTS =
  'events:PutEvents on arn:aws:events:eu-central-1:123456789012:event-bus/default if {"StringEquals":{"events:source":"countersign"}}';

/** All permissions of each function, except writing its log and its traces. */
const PERMISSIONS: Readonly<Record<DeployedEntry, readonly string[]>> = {
  'create-urls': [SEAL],
  respond: [OPEN, READ_HISTORY, ...COMPLETE, START_OUTCOME],
  slack: [
    OPEN,
    // The function seals the buttons of the home tab when a person opens it.
    SEAL,
    // Reading that takes longer than Slack waits goes on in an asynchronous invocation.
    'lambda:InvokeFunction on arn:SlackEndpointSlack',
    READ_SLACK_SECRET,
    READ_HISTORY,
    `states:ListExecutions on ${MACHINE}`,
    ...COMPLETE,
    `states:StartExecution on ${MACHINE}`,
    START_OUTCOME,
    `states:StopExecution on ${EXECUTIONS}`,
  ],
  // It seals nothing.
  teams: [
    OPEN,
    // A vote that comes between two rounds goes on in an asynchronous invocation.
    'lambda:InvokeFunction on arn:TeamsEndpointTeams',
    READ_TEAMS_SECRET,
    READ_HISTORY,
    `states:ListExecutions on ${MACHINE}`,
    ...COMPLETE,
    `states:StartExecution on ${MACHINE}`,
    START_OUTCOME,
    `states:StopExecution on ${EXECUTIONS}`,
  ],
  // It reads in the history what earlier attempts sent, and whether a person has already decided.
  'request-approval': [
    PUT_EVENTS,
    OPEN,
    SEAL,
    ...READ_SECRETS,
    ...READ_SUBSCRIPTIONS,
    PUBLISH,
    READ_HISTORY,
    READ_TIMERS,
    START_OUTCOME,
    `states:StartExecution on ${STATES}:stateMachine:Countersign-ApprovalTimer`,
  ],
  'tell-outcome': [PUT_EVENTS, OPEN, ...READ_SECRETS, PUBLISH, READ_HISTORY, READ_TIMERS, START_OUTCOME],
  // It reminds, with the buttons and links of the request, and proves the votes in the cause of an expiry.
  tick: [
    OPEN,
    SEAL,
    ...READ_SECRETS,
    ...READ_SUBSCRIPTIONS,
    PUBLISH,
    READ_HISTORY,
    READ_TIMERS,
    `states:SendTaskFailure on ${MACHINE}`,
    START_OUTCOME,
  ],
};

/** Log delivery and X-Ray do not support resources in policies (AWS service authorization reference). */
const WITHOUT_RESOURCE = [
  'logs:CreateLogDelivery on *',
  'logs:DeleteLogDelivery on *',
  'logs:DescribeLogGroups on *',
  'logs:DescribeResourcePolicies on *',
  'logs:GetLogDelivery on *',
  'logs:ListLogDeliveries on *',
  'logs:PutResourcePolicy on *',
  'logs:UpdateLogDelivery on *',
  'xray:GetSamplingRules on *',
  'xray:GetSamplingTargets on *',
  'xray:PutTelemetryRecords on *',
  'xray:PutTraceSegments on *',
];

describe('permissions', () => {
  const everything = synthesized(EVERYTHING);
  const { only, named, ofType, resolve, permissionsOf, functionPermissions } = everything;

  it.each(DEPLOYED)('allow %s only the calls that it needs', (entry) => {
    expect(functionPermissions(entry)).toEqual(PERMISSIONS[entry]);
  });

  it.each(['request-approval', 'tell-outcome', 'tick'] as const)(
    'allow %s to read the secrets of the chats where it shows requests, and no others',
    (entry) => {
      const secretsWith = (context: Context) =>
        synthesized(context)
          .functionPermissions(entry)
          .filter((one) => one.startsWith('secretsmanager:'));
      expect(secretsWith({ emails: 'a@example.com' })).toEqual([]);
      expect(secretsWith({ emails: 'a@example.com', slackChannel: 'C0123456789' })).toEqual([
        READ_SLACK_SECRET,
      ]);
      expect(secretsWith(TEAMS_ONLY)).toEqual([READ_TEAMS_SECRET]);
      // The bot answers, but posts no requests yet.
      expect(secretsWith(BOT)).toEqual([]);
      expect(secretsWith(WEBHOOK_ONLY)).toEqual(['secretsmanager:GetSecretValue on arn:TeamsWebhookSecret']);
    },
  );

  it.each([
    ['ApprovalEmails', ['RequestApproval', 'TellOutcome']],
    ['ApprovalOutcome', ['TellOutcome']],
    ['ApprovalTimer', ['Tick']],
  ])('allow %s to call %j, and to write its log and its traces', (id, functions) => {
    const machine = named('AWS::StepFunctions::StateMachine', `ApprovalWorkflow${id}`);
    expect(permissionsOf(machine.RoleArn)).toEqual([
      ...functions.map((one) => `lambda:InvokeFunction on arn:ApprovalWorkflow${one}`),
      ...WITHOUT_RESOURCE,
    ]);
  });

  it('there is a role for each function, each state machine and EventBridge, without managed or inline policies', () => {
    const roles = ofType('AWS::IAM::Role');
    expect(roles).toHaveLength(DEPLOYED.length + 4);
    for (const { Properties } of roles) {
      expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument']);
    }
  });

  it('each role can be used only by its own service', () => {
    const principals = ofType('AWS::IAM::Role').map(
      ({ Properties }) => Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service,
    );
    expect(principals.map((service) => resolve(service)).sort()).toEqual([
      'events.amazonaws.com',
      ...DEPLOYED.map(() => 'lambda.amazonaws.com'),
      'states.amazonaws.com',
      'states.amazonaws.com',
      'states.amazonaws.com',
    ]);
  });

  it.each([EVERYTHING, { ...EVERYTHING, stateMachines: 'all' }])(
    'contain no action with a *, with %j',
    (context) => {
      const all = synthesized(context)
        .ofType('AWS::IAM::Policy')
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .flatMap(({ Action }) => Action);
      expect(all.filter((action: string) => action.includes('*'))).toEqual([]);
    },
  );

  it('there is one managed policy, which allows a user to create URLs', () => {
    const { PolicyDocument: policy, Roles: roles } = only('AWS::IAM::ManagedPolicy');
    expect(inWords(policy.Statement, resolve)).toEqual([
      'execute-api:Invoke on arn:aws:execute-api:eu-central-1:123456789012:CallbackApiHttp/$default/POST/urls',
      'lambda:InvokeFunction on arn:CallbackApiCreateUrls',
    ]);
    expect(roles).toBeUndefined();
  });

  it('allow no function to complete callbacks, except those of the durable functions of the setting', () => {
    const release = 'arn:aws:lambda:eu-central-1:123456789012:function:release';
    const others = 'arn:aws:lambda:eu-central-1:123456789012:function:approvals-*';
    const opted = synthesized({ ...EVERYTHING, durableFunctions: `${release}, ${others}` });
    const verbs = ['Failure', 'Heartbeat', 'Success'];
    const complete = verbs.flatMap((verb) =>
      [others, `${others}:*`, release, `${release}:*`].map(
        (arn) => `lambda:SendDurableExecutionCallback${verb} on ${arn}`,
      ),
    );
    for (const entry of DEPLOYED) {
      const added = opted.functionPermissions(entry).filter((one) => !PERMISSIONS[entry].includes(one));
      expect(added, entry).toEqual(['respond', 'slack', 'teams'].includes(entry) ? complete : []);
    }
    for (const entry of ['request-approval', 'tell-outcome'] as const) {
      expect(opted.environmentOf(entry).DURABLE_FUNCTIONS).toBe(`${release},${others}`);
    }
  });

  it('allow events on another bus, or on none', () => {
    const bus = 'arn:aws:events:eu-central-1:123456789012:event-bus/audit';
    const other = synthesized({ ...EVERYTHING, eventBus: bus });
    const without = synthesized({ ...EVERYTHING, eventBus: 'none' });
    for (const entry of ['request-approval', 'tell-outcome'] as const) {
      expect(other.environmentOf(entry).EVENT_BUS).toBe(bus);
      expect(other.functionPermissions(entry)).toContain(PUT_EVENTS.replace(/arn:\S+/, bus));
      expect(without.environmentOf(entry).EVENT_BUS).toBeUndefined();
      expect(without.functionPermissions(entry).join()).not.toContain('events:');
    }
  });

  it('allow the use of the keys of state machines, through Step Functions only', () => {
    const keys = ['1', '2'].map((id) => `arn:aws:kms:eu-central-1:123456789012:key/${id}`);
    const encrypted = synthesized({ ...EVERYTHING, stateMachineKeys: keys.join(',') });
    const name = 'states.eu-central-1.amazonaws.com';
    const condition = ` if {"StringEquals":{"kms:ViaService":["${name}","${name}"]}}`;
    const use = ['kms:Decrypt', 'kms:GenerateDataKey'].flatMap((action) =>
      keys.map((key) => `${action} on ${key}${condition}`),
    );
    for (const entry of DEPLOYED) {
      const added = encrypted.functionPermissions(entry).filter((one) => !PERMISSIONS[entry].includes(one));
      // create-urls reads no history and completes no task.
      expect(added, entry).toEqual(entry === 'create-urls' ? [] : use);
    }
  });

  it('use the name of the stack', () => {
    const staging = synthesized({ ...EVERYTHING, stackName: 'Staging' });
    expect(staging.functionPermissions('slack')).toContain(
      `states:StartExecution on ${STATES}:stateMachine:Staging-ApprovalEmails`,
    );
    const names = staging
      .ofType('AWS::StepFunctions::StateMachine')
      .map(({ Properties }) => Properties.StateMachineName);
    expect(names.sort()).toEqual([
      'Staging-ApprovalEmails',
      'Staging-ApprovalOutcome',
      'Staging-ApprovalTimer',
    ]);
  });
});
