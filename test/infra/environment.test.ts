import { describe, expect, it } from 'vitest';
import { ENTRIES } from '../../infra/entries.ts';
import { type Environment, loadConfig } from '../../src/config.ts';
import { createTelemetry } from '../../src/telemetry.ts';
import { CREATE } from '../support/functions.ts';
import {
  BOT,
  type Context,
  DEPLOYED,
  type DeployedEntry,
  EVERYTHING,
  synthesized,
  TEAMS_ONLY,
  WEBHOOK_ONLY,
} from './synthesized.ts';

const SEALING = ['KEY_CONTEXT', 'KEY_ID', 'LEGACY_LINKS', 'URL_FORMAT'];
const FEATURES = ['ENABLE_OUTPUT_PARAMETERS', 'ENABLE_POST_ACTIONS'];
const SLACK = ['SLACK_APP_NAME', 'SLACK_CHANNEL', 'SLACK_SECRET_ARN'];
const TEAMS = ['TEAMS_APP_ID', 'TEAMS_CHANNEL', 'TEAMS_SECRET_ID', 'TEAMS_TENANT_ID'];
const ALWAYS = ['SERVICE_NAME'];
const OUTCOME = 'OUTCOME_STATE_MACHINE_ARN';
const TIMER = 'TIMER_STATE_MACHINE_ARN';
/** Whose tasks count in a history. */
const READING = 'REQUEST_APPROVAL_FUNCTION';
/** The variables of the functions that send requests. */
const ASKING = [
  ...ALWAYS,
  ...SEALING,
  ...SLACK,
  ...TEAMS,
  'CALLBACK_BASE_URL',
  'LOCALE',
  'ONE_CLICK_EMAIL',
  OUTCOME,
  TIMER,
  'TOPIC_ARN',
];

const NAMES: Readonly<Record<DeployedEntry, readonly string[]>> = {
  'create-urls': [...ALWAYS, ...SEALING, ...FEATURES, 'CALLBACK_BASE_URL'],
  respond: [...ALWAYS, ...SEALING, ...FEATURES, 'LOCALE', OUTCOME, 'STATE_MACHINE_ARN', READING],
  slack: [
    ...ALWAYS,
    ...SEALING,
    ...SLACK,
    'SLACK_COMMAND',
    'SURFACES',
    'CALLBACK_BASE_URL',
    'LOCALE',
    OUTCOME,
    'STATE_MACHINES',
    'STATE_MACHINE_ARN',
    TIMER,
    READING,
  ],
  teams: [
    ...ALWAYS,
    ...SEALING,
    ...TEAMS,
    'TEAMS_APP_NAME',
    'SURFACES',
    'LOCALE',
    OUTCOME,
    'STATE_MACHINES',
    'STATE_MACHINE_ARN',
    TIMER,
    READING,
  ],
  'request-approval': [...ASKING, 'EVENT_BUS', 'STATE_MACHINES'],
  'tell-outcome': [
    ...ALWAYS,
    ...SEALING,
    ...SLACK,
    ...TEAMS,
    'EVENT_BUS',
    'LOCALE',
    OUTCOME,
    TIMER,
    'TOPIC_ARN',
    READING,
  ],
  tick: [...ASKING, READING],
};

/** Variables that Lambda sets. */
const LAMBDA = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:CreateUrls';

const OPTIONS: readonly Context[] = [
  EVERYTHING,
  { emails: 'a@example.com' },
  { emails: 'a@example.com', mailFrom: 'approvals@example.com' },
  TEAMS_ONLY,
  WEBHOOK_ONLY,
  { ...WEBHOOK_ONLY, teamsWebhookBody: 'card', emails: 'a@example.com', slackChannel: 'C0123456789' },
  { ...BOT, emails: 'a@example.com' },
  { ...EVERYTHING, encryption: 'false' },
  { ...EVERYTHING, urlFormat: '2' },
  { ...EVERYTHING, keyArn: KEY, createUrlsFunction: FUNCTION },
  { emails: 'a@example.com', createUrlsFunction: FUNCTION },
  {
    ...EVERYTHING,
    oneClickEmail: 'true',
    confirm: 'typed',
    remindAfter: '4h',
    remindEvery: '1d',
    remindBeforeExpiry: '2h',
    escalateAfter: '2d',
    escalateTo: 'boss@example.com,S0123456789,aad:11111111-2222-3333-4444-555555555555',
    outputParameters: 'true',
    postActions: 'true',
    stateMachines: 'all',
    durableFunctions: 'arn:aws:lambda:eu-central-1:123456789012:function:release',
    slackChannels: 'C0123456780',
    teamsChannels: '19:releases@thread.tacv2',
  },
];

describe('the environment of the functions', () => {
  const everything = synthesized(EVERYTHING);

  it.each(DEPLOYED)('has the variables that %s needs', (entry) => {
    expect(Object.keys(everything.environmentOf(entry)).sort()).toEqual(NAMES[entry].toSorted());
  });

  it.each([
    ['without a chat', { emails: 'a@example.com' }, [], ['TOPIC_ARN']],
    ['with Teams only', TEAMS_ONLY, ['teams'], TEAMS],
    [
      'with the bot, before its channel is known',
      { ...BOT, emails: 'a@example.com' },
      ['teams'],
      ['TOPIC_ARN'],
    ],
    ['with the webhook of Teams', WEBHOOK_ONLY, [], ['TEAMS_SECRET_ID', 'TEAMS_WEBHOOK']],
  ])('has only the variables of its surfaces in a deployment %s', (_, context, chats, surfaces) => {
    const deployed = synthesized(context);
    expect(
      ENTRIES.filter((entry) => ['slack', 'teams'].includes(entry) && deployed.functionOf(entry)),
    ).toEqual(chats);
    for (const entry of ['request-approval', 'tell-outcome', 'tick'] as const) {
      expect(Object.keys(deployed.environmentOf(entry)).sort(), entry).toEqual(
        [
          ...NAMES[entry].filter((name) => ![...SLACK, ...TEAMS, 'TOPIC_ARN'].includes(name)),
          ...surfaces,
        ].sort(),
      );
    }
  });

  it('gives the bot its channel as soon as it is known', () => {
    expect(synthesized(BOT).environmentOf('teams')).not.toHaveProperty('TEAMS_CHANNEL');
    expect(synthesized(TEAMS_ONLY).environmentOf('teams').TEAMS_CHANNEL).toBe('19:abc@thread.tacv2');
  });

  it('says how the body of the webhook is sent, if not in the usual way', () => {
    const { environmentOf } = synthesized({ ...WEBHOOK_ONLY, teamsWebhookBody: 'card' });
    expect(environmentOf('request-approval')).toMatchObject({
      TEAMS_WEBHOOK: 'true',
      TEAMS_WEBHOOK_BODY: 'card',
      TEAMS_SECRET_ID: 'arn:TeamsWebhookSecret',
    });
  });

  it.each(OPTIONS)('lets every function start with %j, and has no unused variables', (context) => {
    const deployed = synthesized(context);
    for (const entry of ENTRIES.filter((one) => deployed.functionOf(one))) {
      const { env, unread } = recording(deployed.environmentOf(entry));
      createTelemetry(env);
      loadConfig(env, []);
      expect(unread(), entry).toEqual([]);
      expect(CREATE[entry]({ ...LAMBDA, ...env }, () => {})).toBeTypeOf('function');
    }
  });

  it('contains the ARN of the state machine', () => {
    const arnOf = (id: string) => {
      const { StateMachineName: name } = everything.named(
        'AWS::StepFunctions::StateMachine',
        `ApprovalWorkflow${id}`,
      );
      return `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`;
    };
    const { STATE_MACHINE_ARN, OUTCOME_STATE_MACHINE_ARN, TIMER_STATE_MACHINE_ARN } =
      everything.environmentOf('slack');
    expect(STATE_MACHINE_ARN).toBe(arnOf('ApprovalEmails'));
    expect(OUTCOME_STATE_MACHINE_ARN).toBe(arnOf('ApprovalOutcome'));
    expect(TIMER_STATE_MACHINE_ARN).toBe(arnOf('ApprovalTimer'));
  });

  it.each([
    ['slack', { slackChannels: 'C0123456780, C0123456781' }, 'SLACK_CHANNELS', 'C0123456780,C0123456781'],
    [
      'teams',
      { teamsChannels: '19:a@thread.tacv2, 19:b@thread.tacv2' },
      'TEAMS_CHANNELS',
      '19:a@thread.tacv2,19:b@thread.tacv2',
    ],
  ] as const)(
    'contains the channels of %s that requests may name, for the functions that check them',
    (entry, setting, variable, value) => {
      const limited = synthesized({ ...EVERYTHING, ...setting });
      const functions = ENTRIES.filter((one) => limited.environmentOf(one)[variable] !== undefined);

      expect(functions.toSorted()).toEqual(['request-approval', entry, 'tick']);
      for (const one of functions) expect(limited.environmentOf(one)[variable]).toBe(value);
    },
  );

  it.each([
    ['slack', EVERYTHING, 'slack,teams,email'],
    ['teams', EVERYTHING, 'slack,teams,email'],
    ['teams', { ...BOT, emails: 'a@example.com' }, 'email'],
    ['slack', { ...WEBHOOK_ONLY, slackChannel: 'C0123456789' }, 'slack,teams_webhook'],
  ] as const)('names all surfaces, so that %s can check what people type (%j)', (entry, context, names) => {
    expect(synthesized(context).environmentOf(entry).SURFACES).toBe(names);
  });

  it('contains the URL of the API, because callback URLs begin with it', () => {
    const api = everything.resolve(everything.outputs.Api?.Value);
    for (const entry of ['create-urls', 'request-approval', 'slack'] as const)
      expect(everything.environmentOf(entry).CALLBACK_BASE_URL).toBe(api);
  });
});

/** Creates an environment that records which of its variables are not read. */
function recording(variables: Readonly<Record<string, string>>) {
  const unread = new Set(Object.keys(variables));
  const env: Environment = new Proxy(variables, {
    get(target, name: string) {
      unread.delete(name);
      return target[name];
    },
  });
  return { env, unread: () => [...unread] };
}
