import { describe, expect, it } from 'vitest';
import { LANGUAGES, readSettings } from '../../infra/settings.ts';
import { hasWording } from '../../src/wording/index.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/mrk-11111111222233334444555555555555';
const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:CreateUrls';
const MACHINE = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Orders-*';
const ACTIVITY = 'arn:aws:states:eu-central-1:123456789012:activity:Weigh';

const read = (context: Record<string, unknown>) => readSettings(context);

describe('readSettings', () => {
  it('needs none', () => {
    expect(read({})).toEqual({
      stackName: 'Countersign',
      emails: [],
      slackChannel: undefined,
      locale: 'en',
      oneClickEmail: false,
      timeoutDays: 7,
      requestsPerSecond: 50,
      encryption: true,
      keyArn: undefined,
      urlFormat: '3',
      outputParameters: false,
      postActions: false,
      createUrlsFunction: undefined,
      stateMachines: 'own',
      alarmEmails: [],
    });
  });

  it('reads all', () => {
    expect(
      read({
        stackName: 'Staging',
        emails: ' a@example.com, b@example.com,a@example.com,',
        slackChannel: 'C0123456789',
        locale: 'de-AT',
        oneClickEmail: 'true',
        timeoutDays: '364',
        requestsPerSecond: '1',
        encryption: 'true',
        keyArn: KEY,
        urlFormat: '2-legacy',
        outputParameters: 'true',
        postActions: 'true',
        createUrlsFunction: `${FUNCTION}:live`,
        stateMachines: `${MACHINE}, ${ACTIVITY}`,
        alarmEmails: 'ops@example.com',
      }),
    ).toEqual({
      stackName: 'Staging',
      emails: ['a@example.com', 'b@example.com'],
      slackChannel: 'C0123456789',
      locale: 'de-AT',
      oneClickEmail: true,
      timeoutDays: 364,
      requestsPerSecond: 1,
      encryption: true,
      keyArn: KEY,
      urlFormat: '2-legacy',
      outputParameters: true,
      postActions: true,
      createUrlsFunction: `${FUNCTION}:live`,
      stateMachines: [MACHINE, ACTIVITY],
      alarmEmails: ['ops@example.com'],
    });
  });

  it.each([
    ['stackName', 'no spaces', '-c stackName=no spaces is not a stack name'],
    ['stackName', 'x'.repeat(61), 'at most 60'],
    ['emails', 'a@example.com b@example.com', '"a@example.com b@example.com", which is no e-mail address'],
    ['emails', 'ann', '"ann", which is no e-mail address'],
    ['oneClickEmail', 'yes', '-c oneClickEmail=yes is neither "true" nor "false"'],
    ['slackChannel', '#approvals', "-c slackChannel=#approvals is not a channel's id"],
    ['locale', 'fr', '-c locale=fr is a language that there is no text for: en, de.'],
    ['timeoutDays', '0', '-c timeoutDays=0 is not a whole number from 1 to 364.'],
    ['timeoutDays', '1.5', '-c timeoutDays=1.5 is not a whole number'],
    ['timeoutDays', '365', 'from 1 to 364'],
    ['requestsPerSecond', 'many', '-c requestsPerSecond=many is not a whole number from 1 to 10000.'],
    ['encryption', 'off', '-c encryption=off is neither "true" nor "false".'],
    ['outputParameters', '1', '-c outputParameters=1 is neither'],
    ['postActions', 'TRUE', '-c postActions=TRUE is neither'],
    ['keyArn', 'alias/mine', '-c keyArn=alias/mine is not the ARN of a KMS key, such as arn:aws:kms:'],
    ['keyArn', 'arn:aws:kms:eu-central-1:123456789012:alias/mine', 'is not the ARN of a KMS key'],
    ['urlFormat', '1', '-c urlFormat=1 is none of "3", "2" and "2-legacy".'],
    [
      'createUrlsFunction',
      'CreateUrls',
      '-c createUrlsFunction=CreateUrls is not the ARN of a function, such as',
    ],
    [
      'stateMachines',
      'mine',
      '-c stateMachines=mine is neither "own" nor "all", nor ARNs separated by commas.',
    ],
    ['stateMachines', `${MACHINE},own`, 'is neither "own" nor "all", nor ARNs'],
    ['stateMachines', '*', '-c stateMachines=* is neither'],
    ['alarmEmails', 'ops', '-c alarmEmails=… holds "ops", which is no e-mail address.'],
    ['emails', ['a@example.com'], 'emails in the context is neither text,'],
  ])('refuses %s=%s', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });

  it.each([
    ['slackchannel', '-c slackchannel=… is no setting. Is slackChannel meant?'],
    ['channel', '-c channel=… is no setting. There are: stackName, emails, slackChannel,'],
    ['constructor', '-c constructor=… is no setting.'],
  ])('refuses %s, which would set nothing', (name, message) => {
    expect(() => read({ [name]: 'C0123456789' })).toThrow(message);
  });

  it('leaves to CDK what is its own', () => {
    const own = { 'aws:cdk:version-reporting': false, '@aws-cdk/core:x': true, 'cli-telemetry': false };
    expect(read(own)).toEqual(read({}));
  });

  it.each([{ keyArn: KEY }, { urlFormat: '2' }])('refuses %j where nothing is sealed', (context) => {
    expect(() => read({ encryption: 'false', ...context })).toThrow(
      '-c encryption=false has no use for -c keyArn=… or -c urlFormat=…: nothing is sealed.',
    );
  });

  it.each([
    [{ createUrlsFunction: FUNCTION, slackChannel: 'C0123456789' }, 'needs -c keyArn=…'],
    [{ createUrlsFunction: FUNCTION, slackChannel: 'C0123456789', keyArn: KEY }, undefined],
    [{ createUrlsFunction: FUNCTION }, undefined],
  ])('lets Slack press only what it can open: %j', (context, message) => {
    const attempt = () => read(context);
    if (message) expect(attempt).toThrow(message);
    else expect(attempt().createUrlsFunction).toBe(FUNCTION);
  });

  it('takes numbers and truth from cdk.json', () => {
    expect(read({ timeoutDays: 3, oneClickEmail: true })).toEqual(
      read({ timeoutDays: '3', oneClickEmail: 'true' }),
    );
  });

  it('takes a value that is left empty as one that is not given', () => {
    expect(read({ encryption: '', stateMachines: ' ', keyArn: '' })).toEqual(read({}));
  });

  it('knows no language that the functions do not know', () => {
    expect(LANGUAGES.filter((language) => !hasWording(language))).toEqual([]);
  });
});
