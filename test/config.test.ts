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
