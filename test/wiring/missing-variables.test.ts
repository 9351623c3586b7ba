import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment } from '../../src/config.ts';
import { createCreateUrls } from '../../src/wiring/create-urls.ts';
import { createRequestApproval } from '../../src/wiring/request-approval.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { createSlack } from '../../src/wiring/slack.ts';
import { createTellOutcome } from '../../src/wiring/tell-outcome.ts';

const ALL = {
  AWS_REGION: 'eu-west-1',
  CALLBACK_BASE_URL: 'https://example.com/prod',
  KEY_ID: 'alias/countersign',
  KEY_CONTEXT: 'test',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:approvals',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:ApprovalEmails',
  OUTCOME_STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:123456789012:stateMachine:ApprovalOutcome',
  SLACK_BOT_TOKEN: 'xoxb-test',
  SLACK_SIGNING_SECRET: 'secret',
  SLACK_CHANNEL: 'approvals',
};

const FACTORIES: readonly { name: string; create: (env: Environment) => unknown; needs: string[] }[] = [
  { name: 'create-urls', create: (env) => createCreateUrls(env, () => {}), needs: ['CALLBACK_BASE_URL'] },
  { name: 'respond', create: (env) => createRespond(env, () => {}), needs: [] },
  {
    name: 'request-approval',
    create: (env) => createRequestApproval(env, () => {}),
    needs: ['CALLBACK_BASE_URL'],
  },
  {
    name: 'tell-outcome',
    create: (env) => createTellOutcome(env, () => {}),
    needs: ['OUTCOME_STATE_MACHINE_ARN'],
  },
  {
    name: 'slack',
    create: (env) => createSlack(env, () => {}),
    needs: ['STATE_MACHINE_ARN', 'SLACK_CHANNEL', 'CALLBACK_BASE_URL'],
  },
];

describe.each(FACTORIES)('$name', ({ create, needs }) => {
  it('starts with the variables that it needs', () => {
    expect(create(ALL)).toBeTypeOf('function');
  });

  it('names a necessary variable that is missing or empty', () => {
    for (const variable of needs) {
      for (const value of [undefined, '']) {
        const message = `The environment variable ${variable} is not set.`;
        expect(() => create({ ...ALL, [variable]: value })).toThrow(new ConfigError(message));
      }
    }
  });

  it.each([
    { variable: 'CALLBACK_BASE_URL', value: 'example.com' },
    { variable: 'CALLBACK_BASE_URL', value: 'javascript:alert(1)' },
    { variable: 'TOPIC_ARN', value: 'approvals' },
    { variable: 'STATE_MACHINE_ARN', value: 'ApprovalEmails' },
    { variable: 'OUTCOME_STATE_MACHINE_ARN', value: 'ApprovalOutcome' },
    { variable: 'ONE_CLICK_EMAIL', value: 'yes' },
    { variable: 'CONFIRM', value: 'true' },
    { variable: 'LOCALE', value: 'xx' },
    { variable: 'URL_FORMAT', value: '4' },
    { variable: 'ENABLE_OUTPUT_PARAMETERS', value: 'yes' },
    { variable: 'ENABLE_POST_ACTIONS', value: '1' },
  ])(
    'names a variable with an invalid value, and hides the value ($variable=$value)',
    ({ variable, value }) => {
      const start = () => create({ ...ALL, [variable]: value });

      expect(start).toThrow(ConfigError);
      expect(start).toThrow(variable);
      expect(start).not.toThrow(value);
    },
  );
});

it.each(['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET'])(
  'the Slack endpoint does not start without %s',
  (missing) => {
    expect(() => createSlack({ ...ALL, [missing]: undefined }, () => {})).toThrow(
      new ConfigError('Set SLACK_SECRET_ARN, or both SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.'),
    );
  },
);
