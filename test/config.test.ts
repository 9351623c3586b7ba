import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../src/config.ts';

test('the config contains the set variables and a default language, and is frozen', () => {
  const config = loadConfig({ KEY_ID: 'alias/countersign', ONE_CLICK_EMAIL: 'true', TOPIC_ARN: '' }, [
    'KEY_ID',
  ]);

  expect(config).toEqual({ KEY_ID: 'alias/countersign', ONE_CLICK_EMAIL: true, LOCALE: 'en' });
  expect(Object.isFrozen(config)).toBe(true);
});

test('the error names a missing variable', () => {
  expect(() => loadConfig({ KEY_ID: 'k' }, ['KEY_ID', 'CALLBACK_BASE_URL'])).toThrow(
    new ConfigError('The environment variable CALLBACK_BASE_URL is not set.'),
  );
});

test.each([
  ['CALLBACK_BASE_URL', 'example.com', 'not an http or https URL'],
  ['CALLBACK_BASE_URL', 'ftp://example.com', 'not an http or https URL'],
  ['CALLBACK_BASE_URL', 'https://example.com/?a=b', 'not an http or https URL without a query'],
  ['SLACK_API_URL', 'slack', 'not an http or https URL'],
  ['TOPIC_ARN', 'approvals', 'not an ARN'],
  ['MAIL_FROM', 'ann', 'not an e-mail address'],
  ['MAIL_FROM', 'Ann\r\nBcc: <ann@example.com>', 'not an e-mail address'],
  ['MAIL_FROM', 'ann@example.com, ben@example.com', 'not an e-mail address'],
  ['MAIL_TO', 'ann@example.com,ben', 'not a list of e-mail addresses'],
  ['STATE_MACHINE_ARN', 'ApprovalEmails', 'not an ARN'],
  ['ONE_CLICK_EMAIL', 'yes', 'must be "true" or "false"'],
  ['CONFIRM', 'true', 'must be "typed", or not set'],
  ['REMIND_AFTER', '4', 'must be a duration, such as 30m, 4h or 2d'],
  ['REMIND_EVERY', '9s', 'must be at least 10s'],
  ['REMIND_EVERY', '1w', 'must be a duration'],
  ['REMIND_BEFORE_EXPIRY', 'soon', 'must be a duration'],
  ['ESCALATE_AFTER', '0d', 'must be a duration'],
  ['SLACK_COMMAND', 'approve', 'not a command of Slack'],
  ['TEAMS_APP_ID', 'countersign', 'not an id of Microsoft Entra'],
  ['TEAMS_TENANT_ID', 'example.com', 'not an id of Microsoft Entra'],
  ['TEAMS_CHANNEL', 'approvals', 'not the id or the link of a channel'],
  ['SURFACES', 'slack,pager', 'may name slack, teams, teams_webhook, email'],
  ['TEAMS_CHANNELS', '19:a@thread.tacv2, approvals', 'not the id or the link of a channel'],
  ['TEAMS_SERVICE_URL', 'https://evil.example/', 'not a service URL of Teams'],
  ['TEAMS_SERVICE_URL', 'http://192.0.2.1/', 'not a service URL of Teams'],
  ['TEAMS_AUTHORITY_URL', 'https://login.microsoftonline.com', 'must be a URL of this computer'],
  ['TEAMS_AUTHORITY_URL', 'http://127.0.0.1.evil.example/', 'must be a URL of this computer'],
  ['TEAMS_OPENID_URL', 'https://evil.example/openid', 'must be a URL of this computer'],
  ['TEAMS_OPENID_URL', 'file:///etc/passwd', 'must be a URL of this computer'],
  ['LOCALE', 'tlh', 'an unsupported language'],
])('the error names %s when its value is %j', (name, value, reason) => {
  expect(() => loadConfig({ [name]: value }, [])).toThrow(ConfigError);
  expect(() => loadConfig({ [name]: value }, [])).toThrow(new RegExp(`${name}.*${reason}`));
});

test('durations are read as seconds', () => {
  const env = { REMIND_AFTER: '4h', REMIND_EVERY: '1d', REMIND_BEFORE_EXPIRY: '30m' };
  expect(loadConfig(env, [])).toMatchObject({
    REMIND_AFTER: 14_400,
    REMIND_EVERY: 86_400,
    REMIND_BEFORE_EXPIRY: 1_800,
  });
});

test.each([
  [{ REMIND_EVERY: '1d' }, 'REMIND_EVERY needs REMIND_AFTER'],
  [{ REMIND_BEFORE_EXPIRY: '1d' }, 'REMIND_BEFORE_EXPIRY needs REMIND_AFTER'],
  [{ ESCALATE_AFTER: '1d' }, 'ESCALATE_AFTER needs ESCALATE_TO'],
  [{ ESCALATE_TO: 'boss@example.com' }, 'ESCALATE_TO needs ESCALATE_AFTER'],
  [
    { ESCALATE_AFTER: '1d', ESCALATE_TO: 'boss@example.com', CREATE_URLS_FUNCTION: 'create-urls' },
    'ESCALATE_TO cannot be combined with CREATE_URLS_FUNCTION',
  ],
])('%j is refused, because it would have no effect', (env, message) => {
  expect(() => loadConfig(env, [])).toThrow(new RegExp(message));
});
