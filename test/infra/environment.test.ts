import { describe, expect, it } from 'vitest';
import { ENTRIES, type Entry } from '../../infra/bundle.ts';
import type { Environment } from '../../src/config.ts';
import { createAnnounceDecision } from '../../src/functions/announce-decision.ts';
import { createCreateUrls } from '../../src/functions/create-urls.ts';
import { createRequestApproval } from '../../src/functions/request-approval.ts';
import { createRespond } from '../../src/functions/respond.ts';
import { createSlack } from '../../src/functions/slack.ts';
import { EVERYTHING, synthesized } from './synthesized.ts';

/** What each file src/<entry>.lambda.ts does with the environment. */
const CREATE: Readonly<Record<Entry, (env: Environment) => unknown>> = {
  'create-urls': createCreateUrls,
  respond: createRespond,
  slack: createSlack,
  'request-approval': createRequestApproval,
  'announce-decision': createAnnounceDecision,
};

const NAMES: Readonly<Record<Entry, readonly string[]>> = {
  'create-urls': ['CALLBACK_BASE_URL', 'KEY_ID'],
  respond: ['KEY_ID', 'LOCALE', 'STATE_MACHINE_ARN'],
  slack: ['CALLBACK_BASE_URL', 'KEY_ID', 'LOCALE', 'SLACK_CHANNEL', 'SLACK_SECRET_ARN', 'STATE_MACHINE_ARN'],
  'request-approval': [
    'CALLBACK_BASE_URL',
    'KEY_ID',
    'LOCALE',
    'ONE_CLICK_EMAIL',
    'SLACK_CHANNEL',
    'SLACK_SECRET_ARN',
    'TOPIC_ARN',
  ],
  'announce-decision': ['LOCALE', 'SLACK_CHANNEL', 'SLACK_SECRET_ARN', 'TOPIC_ARN'],
};

/** What Lambda itself sets. */
const LAMBDA = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('the environment of the functions', () => {
  const everything = synthesized(EVERYTHING);
  const withoutSlack = synthesized({ emails: 'a@example.com' });

  it.each(ENTRIES)('lets %s start', (entry) => {
    const env = environmentOf(everything, entry);
    expect(Object.keys(env ?? {}).sort()).toEqual(NAMES[entry]);
    expect(CREATE[entry]({ ...LAMBDA, ...env })).toBeTypeOf('function');
  });

  it.each(ENTRIES.filter((entry) => entry !== 'slack'))('lets %s start without Slack', (entry) => {
    const env = environmentOf(withoutSlack, entry);
    expect(Object.keys(env ?? {}).sort()).toEqual(NAMES[entry].filter((name) => !name.startsWith('SLACK_')));
    expect(CREATE[entry]({ ...LAMBDA, ...env })).toBeTypeOf('function');
  });

  it('names the state machine by the ARN that it has', () => {
    const { StateMachineName: name } = everything.only('AWS::StepFunctions::StateMachine');
    expect(environmentOf(everything, 'slack')?.STATE_MACHINE_ARN).toBe(
      `arn:aws:states:eu-central-1:123456789012:stateMachine:${name}`,
    );
  });

  it('lets callback URLs begin with the API', () => {
    const api = everything.resolve(everything.outputs.Api?.Value);
    expect(environmentOf(everything, 'create-urls')?.CALLBACK_BASE_URL).toBe(api);
    expect(environmentOf(everything, 'request-approval')?.CALLBACK_BASE_URL).toBe(api);
    expect(environmentOf(everything, 'slack')?.CALLBACK_BASE_URL).toBe(api);
  });
});

function environmentOf({ functionOf, resolve }: ReturnType<typeof synthesized>, entry: Entry) {
  const variables = functionOf(entry)?.properties.Environment.Variables;
  return resolve(variables) as Record<string, string> | undefined;
}
