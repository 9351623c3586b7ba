import { expect, it } from 'vitest';
import { ConfigError, type Environment, loadConfig } from '../../src/config.ts';
import { configuredSurfaces } from '../../src/wiring/surfaces.ts';
import { APP_ID, TENANT_ID } from '../support/teams-authority.ts';

const EMAIL = { TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:approvals', AWS_REGION: 'eu-west-1' };
const SLACK = { SLACK_CHANNEL: 'approvals', SLACK_BOT_TOKEN: 'xoxb-test', SLACK_SIGNING_SECRET: 'secret' };
const SLACK_BY_SECRET = {
  SLACK_CHANNEL: 'approvals',
  SLACK_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:slack',
  AWS_REGION: 'eu-west-1',
};

const TEAMS = {
  TEAMS_APP_ID: APP_ID,
  TEAMS_TENANT_ID: TENANT_ID,
  TEAMS_CHANNEL: '19:abc@thread.tacv2',
  TEAMS_CLIENT_SECRET: 'secret',
};

function surfacesOf(env: Environment) {
  return configuredSurfaces(loadConfig(env, []), env, () => undefined);
}

it.each([
  { title: 'e-mail only', env: EMAIL, names: ['email'] },
  { title: 'e-mail by SES only', env: { MAIL_FROM: 'a@example.com' }, names: ['email'] },
  { title: 'e-mail by SES and SNS', env: { ...EMAIL, MAIL_FROM: 'a@example.com' }, names: ['email'] },
  { title: 'Slack only', env: SLACK, names: ['slack'] },
  { title: 'Slack only, with a secret in AWS', env: SLACK_BY_SECRET, names: ['slack'] },
  { title: 'both, Slack first', env: { ...EMAIL, ...SLACK }, names: ['slack', 'email'] },
  { title: 'Teams only', env: TEAMS, names: ['teams'] },
  { title: 'all, e-mail last', env: { ...EMAIL, ...TEAMS, ...SLACK }, names: ['slack', 'teams', 'email'] },
])('the surfaces are those that the environment configures: $title', ({ env, names }) => {
  expect(surfacesOf(env).map(({ name }) => name)).toEqual(names);
});

it.each([
  { title: 'an empty environment', env: {} },
  { title: 'a channel without credentials', env: { SLACK_CHANNEL: 'approvals' } },
  { title: 'a bot without a secret', env: { ...TEAMS, TEAMS_CLIENT_SECRET: '' } },
  { title: 'a bot without a channel', env: { ...TEAMS, TEAMS_CHANNEL: '' } },
  { title: 'credentials without a channel', env: { ...SLACK, SLACK_CHANNEL: '' } },
])('at least one surface must be configured, so this fails: $title', ({ env }) => {
  expect(() => surfacesOf(env)).toThrow(
    new ConfigError(
      'No surface is configured: set TOPIC_ARN or MAIL_FROM, SLACK_CHANNEL with the Slack credentials, or the variables of Teams.',
    ),
  );
});

it.each([
  { one_click: undefined, confirm: true },
  { one_click: 'false', confirm: true },
  { one_click: 'true', confirm: false },
])(
  'links in e-mails ask for confirmation unless ONE_CLICK_EMAIL is true ($one_click)',
  ({ one_click, confirm }) => {
    const surfaces = surfacesOf({ ...EMAIL, ...SLACK, ONE_CLICK_EMAIL: one_click });

    expect(surfaces.map((surface) => [surface.name, surface.confirm])).toEqual([
      ['slack', true],
      ['email', confirm],
    ]);
  },
);
