import { CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { describe, expect, it } from 'vitest';
import { LANGUAGES, readSettings } from '../../infra/settings.ts';
import { LANGUAGES as WORDED } from '../../src/wording/languages.ts';

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/mrk-11111111222233334444555555555555';
const FUNCTION = 'arn:aws:lambda:eu-central-1:123456789012:function:CreateUrls';
const MACHINE = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Orders-*';
const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/1';
const ACTIVITY = 'arn:aws:states:eu-central-1:123456789012:activity:Weigh';
const BUS = 'arn:aws:events:eu-central-1:123456789012:event-bus/audit';

const APP_ID = 'aaaaaaaa-2222-3333-4444-555555555555';
const TENANT_ID = '66666666-7777-8888-9999-000000000000';
const TEAMS_CHANNEL = '19:abc-d_1@thread.tacv2';
const OTHER_TEAMS_CHANNEL = '19:releases@thread.tacv2';

const read = (context: Record<string, unknown>) => readSettings(context);

describe('readSettings', () => {
  it('needs no setting', () => {
    expect(read({})).toEqual({
      stackName: 'Countersign',
      emails: [],
      slackChannel: undefined,
      slackChannels: [],
      slackCommand: '/approval',
      slackAppName: 'Countersign',
      teamsBot: undefined,
      teamsWebhook: undefined,
      locale: 'en',
      oneClickEmail: false,
      confirm: undefined,
      remind: undefined,
      escalate: undefined,
      timeoutDays: 7,
      requestsPerSecond: 50,
      routeLimits: {},
      reservedConcurrency: {},
      alarmAfterRefusals: 100,
      encryption: true,
      keyArn: undefined,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      keyContext: undefined,
      urlFormat: '3',
      outputParameters: false,
      postActions: false,
      createUrlsFunction: undefined,
      stateMachines: 'own',
      durableFunctions: [],
      eventBus: 'default',
      stateMachineKeys: [],
      callbackBaseUrl: undefined,
      domain: undefined,
      alarmEmails: [],
    });
  });

  it('reads all settings', () => {
    expect(
      read({
        stackName: 'Staging',
        emails: ' a@example.com, b@example.com,a@example.com,',
        mailFrom: 'Approvals <approvals@example.com>',
        slackChannel: 'C0123456789',
        slackChannels: 'C0123456780, G0123456781',
        slackCommand: '/approve-staging',
        slackAppName: 'Approvals (staging)',
        teamsAppId: APP_ID.toUpperCase(),
        teamsTenantId: TENANT_ID,
        teamsChannel: TEAMS_CHANNEL,
        teamsChannels: OTHER_TEAMS_CHANNEL,
        teamsAppName: 'Approvals',
        teamsWebhook: 'false',
        teamsWebhookBody: 'message',
        locale: 'de-AT',
        oneClickEmail: 'true',
        confirm: 'typed',
        timeoutDays: '364',
        requestsPerSecond: '1',
        routeLimits: 'respond:20, urls:10000,',
        reservedConcurrency: 'workflow:5,teams:1',
        alarmAfterRefusals: '1000',
        encryption: 'true',
        keyArn: KEY,
        keyContext: 'approvals/staging',
        urlFormat: '2-legacy',
        outputParameters: 'true',
        postActions: 'true',
        removalPolicy: 'destroy',
        createUrlsFunction: `${FUNCTION}:live`,
        stateMachines: `${MACHINE}, ${ACTIVITY}`,
        durableFunctions: `${FUNCTION}, ${FUNCTION}-*,`,
        eventBus: BUS,
        stateMachineKeys: `${KEY}, ${KEY},`,
        domainName: 'approvals.example.com',
        certificateArn: CERTIFICATE,
        alarmEmails: 'ops@example.com',
      }),
    ).toEqual({
      stackName: 'Staging',
      emails: ['a@example.com', 'b@example.com'],
      mailFrom: 'Approvals <approvals@example.com>',
      slackChannel: 'C0123456789',
      slackChannels: ['C0123456780', 'G0123456781'],
      slackCommand: '/approve-staging',
      slackAppName: 'Approvals (staging)',
      teamsBot: {
        appId: APP_ID,
        tenantId: TENANT_ID,
        channel: TEAMS_CHANNEL,
        channels: [OTHER_TEAMS_CHANNEL],
        appName: 'Approvals',
      },
      teamsWebhook: undefined,
      locale: 'de-AT',
      oneClickEmail: true,
      confirm: 'typed',
      timeoutDays: 364,
      requestsPerSecond: 1,
      routeLimits: { respond: 20, urls: 10_000 },
      reservedConcurrency: { workflow: 5, teams: 1 },
      alarmAfterRefusals: 1000,
      encryption: true,
      keyArn: KEY,
      keyContext: 'approvals/staging',
      urlFormat: '2-legacy',
      outputParameters: true,
      postActions: true,
      removalPolicy: RemovalPolicy.DESTROY,
      createUrlsFunction: `${FUNCTION}:live`,
      stateMachines: [MACHINE, ACTIVITY],
      durableFunctions: [FUNCTION, `${FUNCTION}-*`],
      eventBus: BUS,
      stateMachineKeys: [KEY],
      callbackBaseUrl: undefined,
      domain: { name: 'approvals.example.com', certificateArn: CERTIFICATE },
      alarmEmails: ['ops@example.com'],
    });
  });

  it.each([
    ['stackName', 'no spaces', 'stackName=no spaces is not a valid name'],
    ['stackName', 'x'.repeat(61), 'Use at most 60 letters'],
    [
      'emails',
      'a@example.com b@example.com',
      '"a@example.com b@example.com", which is not an e-mail address',
    ],
    ['emails', 'ann', '"ann", which is not an e-mail address'],
    ['mailFrom', 'ann', 'mailFrom=ann must be an e-mail address of yours, such as'],
    ['mailFrom', 'ann@example.com,ben@example.com', 'must be an e-mail address of yours'],
    ['mailFrom', 'Ann <ann@example>', 'must be an e-mail address of yours'],
    ['mailFrom', 'Ann\nBcc: <ann@example.com>', 'must be an e-mail address of yours'],
    ['oneClickEmail', 'yes', 'oneClickEmail=yes must be "true" or "false"'],
    ['confirm', 'true', 'confirm=true must be "typed"'],
    ['slackChannels', 'C0123456789,#a', 'slackChannels=C0123456789,#a must be channel IDs, such as'],
    ['slackChannels', 'C0123456789', 'slackChannels=… needs slackChannel=…'],
    ['routeLimits', 'respond:0', 'each name once, with a whole number from 1 to 10000, such as respond:20'],
    ['routeLimits', 'respond:10001', 'with a whole number from 1 to 10000'],
    ['routeLimits', 'respond', 'routeLimits=respond must have each name once'],
    ['routeLimits', 'respond:1,respond:2', 'must have each name once'],
    ['routeLimits', 'workflow:5', 'Names: respond, urls, slack, teams.'],
    ['reservedConcurrency', 'tick:5', 'Names: respond, urls, slack, teams, workflow.'],
    ['alarmAfterRefusals', '0', 'alarmAfterRefusals=0 must be a whole number from 1 to 1000000'],
    ['eventBus', 'audit', 'eventBus=audit must be "default", "none", or the ARN of an event bus'],
    ['keyContext', 'approvals*', 'keyContext=approvals* must have at most 256 letters'],
    ['keyContext', 'a$b', 'keyContext=a$b must have'],
    ['slackCommand', 'approve', 'slackCommand=approve must be a slash and at most 31 characters'],
    ['slackCommand', '/Approve', 'slackCommand=/Approve must be'],
    ['slackCommand', '/approve prod', 'slackCommand=/approve prod must be'],
    ['slackCommand', `/${'x'.repeat(32)}`, 'at most 31 characters'],
    ['slackAppName', 'x'.repeat(36), 'must have at most 35 characters'],
    ['slackChannel', '#approvals', 'slackChannel=#approvals must be a channel ID'],
    [
      'locale',
      'tlh',
      `locale=tlh names an unsupported language. Supported languages: ${LANGUAGES.join(', ')}.`,
    ],
    ['timeoutDays', '0', 'timeoutDays=0 must be a whole number from 1 to 364.'],
    ['timeoutDays', '1.5', 'timeoutDays=1.5 must be a whole number'],
    ['timeoutDays', '365', 'from 1 to 364'],
    ['requestsPerSecond', 'many', 'requestsPerSecond=many must be a whole number from 1 to 10000.'],
    ['encryption', 'off', 'encryption=off must be "true" or "false".'],
    ['outputParameters', '1', 'outputParameters=1 must be'],
    ['postActions', 'TRUE', 'postActions=TRUE must be'],
    ['removalPolicy', 'snapshot', 'must be "destroy", "retain", "retain-on-update-or-delete".'],
    ['keyArn', 'alias/mine', 'keyArn=alias/mine must be the ARN of a KMS key, such as arn:aws:kms:'],
    ['keyArn', 'arn:aws:kms:eu-central-1:123456789012:alias/mine', 'must be the ARN of a KMS key'],
    ['urlFormat', '1', 'urlFormat=1 must be "3", "2" or "2-legacy".'],
    [
      'createUrlsFunction',
      'CreateUrls',
      'createUrlsFunction=CreateUrls must be the ARN of a function, such as',
    ],
    ['stateMachines', 'mine', 'stateMachines=mine must be "own", "all", or ARNs separated by commas.'],
    ['stateMachines', `${MACHINE},own`, 'must be "own", "all", or ARNs'],
    ['stateMachines', '*', 'stateMachines=* must be'],
    [
      'durableFunctions',
      `${FUNCTION},${FUNCTION}:live`,
      `durableFunctions=… contains "${FUNCTION}:live", which is not the ARN of a function without a version`,
    ],
    ['durableFunctions', 'release', 'durableFunctions=… contains "release", which is not'],
    [
      'stateMachineKeys',
      `${KEY},alias/mine`,
      'stateMachineKeys=… contains "alias/mine", which is not the ARN of a KMS key, such as arn:aws:kms:',
    ],
    ['alarmEmails', 'ops', 'alarmEmails=… contains "ops", which is not an e-mail address.'],
    ['emails', () => {}, 'emails must be text, a number, true, false or a list.'],
  ])('refuses %s=%s', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });

  it.each([
    ['slackchannel', 'slackchannel=… is not a setting. Did you mean slackChannel?'],
    ['slackChanel', 'slackChanel=… is not a setting. Did you mean slackChannel?'],
    ['timeoutDay', 'timeoutDay=… is not a setting. Did you mean timeoutDays?'],
    ['emials', 'emials=… is not a setting. Did you mean emails?'],
    ['channel', 'channel=… is not a setting. Settings: stackName, emails, mailFrom, slackChannel,'],
    ['constructor', 'constructor=… is not a setting.'],
  ])('refuses %s, because it is not a setting', (name, message) => {
    expect(() => read({ [name]: 'C0123456789' })).toThrow(message);
  });

  it('ignores the settings of CDK', () => {
    const own = { 'aws:cdk:version-reporting': false, '@aws-cdk/core:x': true, 'cli-telemetry': false };
    expect(read(own)).toEqual(read({}));
  });

  it.each([{ keyArn: KEY }, { keyContext: 'approvals' }, { urlFormat: '2' }])(
    'refuses %j without encryption',
    (context) => {
      expect(() => read({ encryption: 'false', ...context })).toThrow(
        'encryption=false cannot be combined with keyArn=…, keyContext=… or urlFormat=….',
      );
    },
  );

  it.each([
    [{ createUrlsFunction: FUNCTION, slackChannel: 'C0123456789' }, 'needs keyArn=…'],
    [{ createUrlsFunction: FUNCTION, slackChannel: 'C0123456789', keyArn: KEY }, undefined],
    [
      { createUrlsFunction: FUNCTION, teamsAppId: APP_ID, teamsTenantId: TENANT_ID },
      'with Teams needs keyArn=…',
    ],
    [{ createUrlsFunction: FUNCTION, teamsWebhook: 'true' }, undefined],
    [{ createUrlsFunction: FUNCTION }, undefined],
  ])('requires keyArn if createUrlsFunction is set, and a chat with buttons: %j', (context, message) => {
    const attempt = () => read(context);
    if (message) expect(attempt).toThrow(message);
    else expect(attempt().createUrlsFunction).toBe(FUNCTION);
  });

  it('accepts numbers and booleans from cdk.json', () => {
    expect(read({ timeoutDays: 3, oneClickEmail: true })).toEqual(
      read({ timeoutDays: '3', oneClickEmail: 'true' }),
    );
  });

  it('accepts lists, records and durations, as the properties of a construct have them', () => {
    const typed = {
      emails: ['a@example.com', 'b@example.com'],
      timeoutDays: 3,
      routeLimits: { respond: 20, slack: 50 },
      remindAfter: Duration.hours(4),
    };
    const text = {
      emails: 'a@example.com,b@example.com',
      timeoutDays: '3',
      routeLimits: 'respond:20,slack:50',
      remindAfter: '4h',
    };
    expect(read(typed)).toEqual(read(text));
  });

  it('accepts ARNs that CloudFormation inserts', () => {
    const { keyArn } = new Key(new Stack(), 'Key');
    expect(read({ keyArn, stateMachineKeys: [keyArn] })).toMatchObject({
      keyArn,
      stateMachineKeys: [keyArn],
    });
  });

  it('says which other values must be known when the app is synthesised', () => {
    const stack = new Stack();
    const text = new CfnParameter(stack, 'Text').valueAsString;
    const list = new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    const given = { slackChannel: text, emails: list, alarmEmails: [text], timeoutDays: number };
    for (const [name, value] of Object.entries(given)) {
      expect(() => read({ [name]: value })).toThrow(`${name} must be known when the app is synthesised`);
    }
  });

  it('treats an empty value as a missing value', () => {
    expect(read({ encryption: '', stateMachines: ' ', keyArn: '' })).toEqual(read({}));
  });

  it('supports the same languages as the functions', () => {
    expect(LANGUAGES).toEqual(WORDED.toSorted());
  });
});
