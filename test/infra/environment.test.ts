import { describe, expect, it } from 'vitest';
import { ENTRIES, type Entry } from '../../infra/bundle.ts';
import { type Environment, loadConfig } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import { createTelemetry } from '../../src/telemetry.ts';
import { createCreateUrls } from '../../src/wiring/create-urls.ts';
import { createRequestApproval } from '../../src/wiring/request-approval.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { createSlack } from '../../src/wiring/slack.ts';
import { createTellOutcome } from '../../src/wiring/tell-outcome.ts';
import { type Context, EVERYTHING, synthesized } from './synthesized.ts';

/** The functions that src/<entry>.lambda.ts calls with the environment. */
const CREATE: Readonly<Record<Entry, (env: Environment, log: Log) => unknown>> = {
  'create-urls': createCreateUrls,
  respond: createRespond,
  slack: createSlack,
  'request-approval': createRequestApproval,
  'tell-outcome': createTellOutcome,
};

const SEALING = ['KEY_ID', 'LEGACY_LINKS', 'URL_FORMAT'];
const FEATURES = ['ENABLE_OUTPUT_PARAMETERS', 'ENABLE_POST_ACTIONS'];
const SLACK = ['SLACK_APP_NAME', 'SLACK_CHANNEL', 'SLACK_SECRET_ARN'];
const ALWAYS = ['POWERTOOLS_SERVICE_NAME'];
const OUTCOME = 'OUTCOME_STATE_MACHINE_ARN';

const NAMES: Readonly<Record<Entry, readonly string[]>> = {
  'create-urls': [...ALWAYS, ...SEALING, ...FEATURES, 'CALLBACK_BASE_URL'],
  respond: [...ALWAYS, ...SEALING, ...FEATURES, 'LOCALE', OUTCOME, 'STATE_MACHINE_ARN'],
  slack: [
    ...ALWAYS,
    ...SEALING,
    ...SLACK,
    'SLACK_COMMAND',
    'CALLBACK_BASE_URL',
    'LOCALE',
    OUTCOME,
    'STATE_MACHINES',
    'STATE_MACHINE_ARN',
  ],
  'request-approval': [
    ...ALWAYS,
    ...SEALING,
    ...SLACK,
    'CALLBACK_BASE_URL',
    'LOCALE',
    'ONE_CLICK_EMAIL',
    OUTCOME,
    'STATE_MACHINES',
    'TOPIC_ARN',
  ],
  'tell-outcome': [...ALWAYS, ...SLACK, 'LOCALE', OUTCOME, 'TOPIC_ARN'],
};

/** Variables that Lambda sets. */
const LAMBDA = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:CreateUrls';

const OPTIONS: readonly Context[] = [
  EVERYTHING,
  { emails: 'a@example.com' },
  { ...EVERYTHING, encryption: 'false' },
  { ...EVERYTHING, urlFormat: '2' },
  { ...EVERYTHING, keyArn: KEY, createUrlsFunction: FUNCTION },
  { emails: 'a@example.com', createUrlsFunction: FUNCTION },
  {
    ...EVERYTHING,
    oneClickEmail: 'true',
    confirm: 'typed',
    outputParameters: 'true',
    postActions: 'true',
    stateMachines: 'all',
    slackChannels: 'C0123456780',
  },
];

describe('the environment of the functions', () => {
  const everything = synthesized(EVERYTHING);
  const withoutSlack = synthesized({ emails: 'a@example.com' });

  it.each(ENTRIES)('has the variables that %s needs', (entry) => {
    expect(Object.keys(everything.environmentOf(entry)).sort()).toEqual(NAMES[entry].toSorted());
  });

  it.each(ENTRIES.filter((entry) => entry !== 'slack'))(
    'has no variables of Slack for %s in a deployment without Slack',
    (entry) => {
      expect(Object.keys(withoutSlack.environmentOf(entry)).sort()).toEqual(
        NAMES[entry].filter((name) => !SLACK.includes(name)).toSorted(),
      );
    },
  );

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
    const { STATE_MACHINE_ARN, OUTCOME_STATE_MACHINE_ARN } = everything.environmentOf('slack');
    expect(STATE_MACHINE_ARN).toBe(arnOf('ApprovalEmails'));
    expect(OUTCOME_STATE_MACHINE_ARN).toBe(arnOf('ApprovalOutcome'));
  });

  it('contains the channels that requests may name, for the functions that check them', () => {
    const limited = synthesized({ ...EVERYTHING, slackChannels: 'C0123456780, C0123456781' });
    const functions = ENTRIES.filter((entry) => limited.environmentOf(entry).SLACK_CHANNELS !== undefined);

    expect(functions.toSorted()).toEqual(['request-approval', 'slack']);
    expect(limited.environmentOf('slack').SLACK_CHANNELS).toBe('C0123456780,C0123456781');
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
