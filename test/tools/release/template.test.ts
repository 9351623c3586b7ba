import { beforeAll, describe, expect, it } from 'vitest';
import { ENTRIES } from '../../../infra/entries.ts';
import { readSettings } from '../../../infra/settings.ts';
import { SETTINGS, type SettingName } from '../../../infra/settings-table.ts';
import type { JsonObject } from '../../../src/tools/release/json.ts';
import { LEFT_TO_CDK, PARAMETERS } from '../../../src/tools/release/parameters.ts';
import { readme } from '../../../src/tools/release/readme.ts';
import { releaseTemplate } from '../../../src/tools/release/template.ts';
import { placeholderBundles, synthesized } from '../../infra/synthesized.ts';
import { evaluated } from './evaluated.ts';

type Given = Readonly<Record<string, string>>;

const ZIPS = Object.fromEntries(ENTRIES.map((entry) => [entry, `${entry}-0123.zip`]));
const ARN = 'arn:aws:kms:us-east-1:123456789012:key';
const EMAILS = { Email1: 'a@example.com', Email3: 'c@example.com', AlarmEmail2: 'ops@example.com' };
const SES = { ...EMAILS, MailFrom: 'approvals@example.com' };
const SLACK = { SlackChannel: 'C0123456789' };
const BOT = {
  TeamsAppId: '11111111-2222-3333-4444-555555555555',
  TeamsTenantId: '66666666-7777-8888-9999-000000000000',
};
const TEAMS = { ...BOT, TeamsChannel: '19:abc@thread.tacv2' };
const WEBHOOK = { TeamsWebhook: 'true', TeamsWebhookBody: 'card' };
const KEY = { KeyArn: `${ARN}/1234` };
const OTHERS = { StateMachinePrefix: 'Release-' };
const MORE = {
  SlackChannels: 'C0123456780,C0123456781',
  Locale: 'de',
  TimeoutSeconds: '259200',
  DurableFunction: 'arn:aws:lambda:us-east-1:123456789012:function:release-*',
  EventBus: 'arn:aws:events:us-east-1:123456789012:event-bus/audit',
  StateMachineKey: `${ARN}/5678`,
  CallbackBaseUrl: 'https://approvals.example.com',
  RequestsPerSecond: '7',
  BurstRequests: '14',
  ReservedSlack: '20',
  ReservedWorkflow: '5',
  AlarmAfterRefusals: '12',
  OneClickEmail: 'true',
  Confirm: 'typed',
  RemindAfter: '4h',
  RemindEvery: '1d',
  EscalateAfter: '2d',
  EscalateTo: 'S0123456789,boss@example.com',
  OutputParameters: 'true',
  PostActions: 'true',
  KeyContext: 'approvals',
  SlackCommand: '/approve-prod',
  SlackAppName: 'Approvals (production)',
};

/** Each option with and without the others at least once, and all parameters that do not decide which resources exist. */
const CASES: readonly Given[] = [
  {},
  EMAILS,
  SES,
  SLACK,
  BOT,
  TEAMS,
  WEBHOOK,
  { ...EMAILS, ...SLACK, ...TEAMS },
  { ...SLACK, ...BOT, ...KEY, ...OTHERS },
  { ...SES, ...SLACK, ...WEBHOOK, ...KEY },
  { ...EMAILS, ...TEAMS, ...OTHERS },
  {
    ...SES,
    ...TEAMS,
    TeamsChannels: '19:def@thread.tacv2',
    EventBus: 'none',
    RemindAfter: '4h',
    RemindBeforeExpiry: '1h',
  },
  { ...EMAILS, ...SLACK, ...MORE },
  {
    ...SES,
    ...SLACK,
    ...TEAMS,
    ...KEY,
    ...OTHERS,
    ...MORE,
    ReservedRespond: '3',
    ReservedUrls: '4',
    ReservedTeams: '6',
    TeamsAppName: 'Approvals (production)',
  },
];

/** The settings that are the same as these parameters. */
function settingsOf(given: Given): Given {
  const lists = Object.entries(given).flatMap(([name, value]) => {
    const { setting } = PARAMETERS.find((one) => one.name === name) ?? {};
    if (!setting || name === 'BurstRequests') return [];
    if (name === 'TimeoutSeconds') return [[setting, String(Number(value) / 86_400)]] as const;
    if (name === 'StateMachinePrefix')
      return [[setting, `arn:aws:states:us-east-1:123456789012:stateMachine:${value}*`]] as const;
    const group = name.startsWith('Reserved') && `${name.slice('Reserved'.length).toLowerCase()}:`;
    return [[setting, `${group || ''}${value}`]] as const;
  });
  const settings: Record<string, string> = {};
  for (const [name, value] of lists) settings[name] = settings[name] ? `${settings[name]},${value}` : value;
  return settings;
}

let template: JsonObject;
beforeAll(() => {
  template = releaseTemplate(ZIPS, placeholderBundles());
});

describe('the template without CDK', () => {
  it.each(CASES)("has the stack's own resources and outputs with %j", (given) => {
    const own = evaluated(synthesized(settingsOf(given)).template.toJSON());

    expect(evaluated(template, given)).toEqual(own);
  });

  it('is within the limits of CloudFormation', () => {
    const sizes = (name: string) => Object.keys(template[name] as JsonObject);

    expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
    expect(sizes('Resources').length).toBeLessThan(500);
    expect(sizes('Parameters').length).toBeLessThan(200);
    for (const name of sizes('Conditions')) expect(name).toMatch(/^[A-Za-z0-9]{1,255}$/);
  });

  it('has a parameter for each setting, or a reason why it has none', () => {
    const withParameter = new Set(PARAMETERS.map(({ setting }) => setting));
    for (const name of Object.keys(SETTINGS) as SettingName[]) {
      expect([name, withParameter.has(name)]).toEqual([name, LEFT_TO_CDK[name] === undefined]);
    }
  });

  it('uses each parameter, and has the defaults of the settings', () => {
    const { Parameters: parameters, ...rest } = template;
    const defaults = Object.entries(parameters as Record<string, JsonObject>);
    const texts = JSON.stringify(rest);

    for (const [name, { Default = '', AllowedPattern, AllowedValues }] of defaults) {
      expect(texts).toContain(`{"Ref":"${name}"}`);
      if (typeof AllowedPattern === 'string') expect(String(Default)).toMatch(new RegExp(AllowedPattern));
      if (Array.isArray(AllowedValues)) expect(AllowedValues).toContain(Default);
    }
    const own = PARAMETERS.filter(({ fallback }) => fallback === undefined);
    const { Parameters: all } = template as { Parameters: Record<string, { Default: string }> };
    expect(Object.fromEntries(own.map(({ name }) => [name, all[name]?.Default]))).toEqual(
      Object.fromEntries(own.map(({ name, setting }) => [name, SETTINGS[setting].fallback])),
    );
    expect(all.TimeoutSeconds?.Default).toBe('604800');
    expect(all.BurstRequests?.Default).toBe('100');
    expect(Object.entries(all).filter(([, one]) => one.Default === undefined)).toEqual([
      ['AssetsBucket', expect.anything()],
    ]);
  });

  it('accepts the values of the cases, and refuses others', () => {
    const { Parameters: all } = template as { Parameters: Record<string, { AllowedPattern?: string }> };
    const accepts = (name: string, value: string) => new RegExp(all[name]?.AllowedPattern ?? '').test(value);

    for (const given of CASES) {
      for (const [name, value] of Object.entries(given))
        expect([name, value, accepts(name, value)]).toEqual([name, value, true]);
    }
    const wrong = {
      Email1: 'Ann@example.com',
      MailFrom: 'Approvals <approvals@example.com>',
      SlackChannel: '#releases',
      TeamsChannel: 'https://teams.microsoft.com/l/channel/19',
      RemindAfter: '4 hours',
      KeyArn: 'alias/mine',
      CallbackBaseUrl: 'http://approvals.example.com',
      EventBus: 'audit',
    };
    for (const [name, value] of Object.entries(wrong))
      expect([name, accepts(name, value)]).toEqual([name, false]);
  });

  it('needs nothing of cdk bootstrap, and keeps no placeholder', () => {
    const { Parameters: _, ...rest } = template;
    const text = JSON.stringify({ ...rest, Resources: Object.values(rest.Resources as JsonObject) });

    expect(text).not.toMatch(
      /BootstrapVersion|CDKMetadata|cdk-hnb659fds|placeholder|\.invalid|000000000000|us-east-1/i,
    );
    expect(Object.keys(template.Parameters as JsonObject)).not.toContain('BootstrapVersion');
  });

  it('has each function in its zip file in the bucket', () => {
    const functions = Object.values(template.Resources as Record<string, JsonObject>).filter(
      ({ Type }) => Type === 'AWS::Lambda::Function',
    );

    expect(functions.map(({ Properties }) => (Properties as JsonObject).Code)).toEqual(
      expect.arrayContaining(
        ENTRIES.map((entry) => ({
          S3Bucket: { Ref: 'AssetsBucket' },
          S3Key: { 'Fn::Join': ['', [{ Ref: 'AssetsPrefix' }, `${entry}-0123.zip`]] },
        })),
      ),
    );
    expect(functions).toHaveLength(ENTRIES.length);
  });

  it('shows each parameter in one group, with a meaning for a reader of the template alone', () => {
    const { Parameters: all, Metadata: metadata } = template as {
      Parameters: Record<
        string,
        { Description: string; AllowedPattern?: string; ConstraintDescription?: string }
      >;
      Metadata: Record<string, { ParameterGroups: { Label: { default: string }; Parameters: string[] }[] }>;
    };
    const groups = metadata['AWS::CloudFormation::Interface']?.ParameterGroups ?? [];
    expect(groups.flatMap(({ Parameters }) => Parameters).sort()).toEqual(Object.keys(all).sort());
    expect(groups.every(({ Label }) => Label.default !== '')).toBe(true);
    const settings = Object.keys(SETTINGS).filter((name) => /[A-Z]/.test(name));
    for (const [name, { Description, AllowedPattern, ConstraintDescription }] of Object.entries(all)) {
      expect([name, Description]).toEqual([name, expect.stringMatching(/\.$/)]);
      expect(Description).not.toMatch(/below|[`\]]/);
      expect(Description.length).toBeLessThan(4000);
      for (const setting of settings) expect(Description).not.toMatch(new RegExp(`\\b${setting}\\b`));
      expect([name, ConstraintDescription === undefined]).toEqual([name, AllowedPattern === undefined]);
    }
  });

  it('takes the same numbers as the settings', () => {
    const { Parameters: all } = template as {
      Parameters: Record<string, { MaxValue?: number; AllowedPattern?: string }>;
    };
    const most = { RequestsPerSecond: 'requestsPerSecond', AlarmAfterRefusals: 'alarmAfterRefusals' };
    for (const [name, setting] of Object.entries(most)) {
      const max = all[name]?.MaxValue ?? 0;
      const emails = 'a@example.com';
      expect(() => readSettings({ emails, [setting]: String(max) })).not.toThrow();
      expect(() => readSettings({ emails, [setting]: String(max + 1) })).toThrow(setting);
    }
    expect(all.TimeoutSeconds?.MaxValue).toBe(364 * 86_400);
    const reserved = new RegExp(all.ReservedSlack?.AllowedPattern ?? '');
    for (const one of ['', '1', '10000']) expect(one).toMatch(reserved);
    for (const one of ['0', '10001', '-1']) expect(one).not.toMatch(reserved);
  });

  it('has a README that explains each parameter and names no file that is not there', () => {
    const text = readme('1.2.0', template);
    for (const name of Object.keys(template.Parameters as JsonObject))
      expect(text).toContain(`| \`${name}\` |`);
    expect(text).toContain('countersign-1.2.0.tgz');
    expect(text).not.toMatch(/undefined|\[object|\]\((?!#)/);
  });
});
