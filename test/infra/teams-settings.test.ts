import { describe, expect, it } from 'vitest';
import { readSettings } from '../../infra/settings.ts';
import { BOT, TEAMS_ONLY } from './synthesized.ts';

const CHANNEL = '19:abc@thread.tacv2';
const NEEDS_BOT = 'needs teamsAppId=… and teamsTenantId=… with the ids of the bot.';

describe('the settings of the bot', () => {
  it('need no channel, because the bot tells its id', () => {
    expect(readSettings(BOT).teamsBot).toMatchObject({
      channel: undefined,
      channels: [],
      appName: 'Countersign',
    });
  });

  it.each([
    ['an id', CHANNEL],
    [
      'a link',
      `https://teams.microsoft.com/l/channel/${encodeURIComponent(CHANNEL)}/General?groupId=1&tenantId=2`,
    ],
    ['a new link', `https://teams.cloud.microsoft/l/channel/${encodeURIComponent(CHANNEL)}/General`],
  ])('take the channel as %s', (_, teamsChannel) => {
    expect(readSettings({ ...BOT, teamsChannel }).teamsBot?.channel).toBe(CHANNEL);
  });

  it('take the channels that requests may name, as ids and links', () => {
    const link = `https://teams.microsoft.com/l/channel/${encodeURIComponent(CHANNEL)}/General`;
    const teamsChannels = `19:releases@thread.tacv2, ${link}`;
    expect(readSettings({ ...TEAMS_ONLY, teamsChannels }).teamsBot?.channels).toEqual([
      '19:releases@thread.tacv2',
      CHANNEL,
    ]);
  });

  it.each([
    [
      { teamsAppId: BOT.teamsAppId },
      'teamsAppId=… and teamsTenantId=… need each other. Both are on the overview',
    ],
    [{ teamsTenantId: BOT.teamsTenantId }, 'teamsAppId=… and teamsTenantId=… need each other.'],
    [
      { ...BOT, teamsAppId: 'countersign' },
      'teamsAppId=countersign must be an id of Microsoft Entra, such as',
    ],
    [{ ...BOT, teamsTenantId: 'example.com' }, 'teamsTenantId=example.com must be an id of Microsoft Entra'],
    [{ ...BOT, teamsChannel: 'approvals' }, 'teamsChannel=approvals must be the id of a channel, such as'],
    [{ ...BOT, teamsChannel: 'https://teams.microsoft.com/l/channel/%E0/x' }, 'must be the id of a channel'],
    [{ ...TEAMS_ONLY, teamsChannels: `${CHANNEL},ops` }, 'teamsChannels=ops must be the id of a channel'],
    [{ ...BOT, teamsChannels: CHANNEL }, 'teamsChannels=… needs teamsChannel=…'],
    [{ teamsChannels: CHANNEL }, 'teamsChannels=… needs teamsChannel=…'],
    [{ ...BOT, teamsAppName: 'x'.repeat(31) }, 'must have at most 30 characters'],
    [{ teamsChannel: CHANNEL }, `teamsChannel=… ${NEEDS_BOT}`],
    [{ teamsAppName: 'Approvals' }, `teamsAppName=… ${NEEDS_BOT}`],
  ])('%j are refused', (context, message) => {
    expect(() => readSettings(context)).toThrow(message);
  });
});

describe('the settings of the webhook', () => {
  it.each(['message', 'card'])('choose the body %s', (teamsWebhookBody) => {
    expect(readSettings({ teamsWebhook: 'true', teamsWebhookBody }).teamsWebhook).toEqual({
      body: teamsWebhookBody,
    });
  });

  it.each([
    [{ teamsWebhook: 'yes' }, 'teamsWebhook=… must be "true" or "false".'],
    [
      { teamsWebhook: 'true', teamsWebhookBody: 'text' },
      'teamsWebhookBody=text must be "message" or "card".',
    ],
    [{ teamsWebhookBody: 'card' }, 'teamsWebhookBody=… needs teamsWebhook=true.'],
    [{ ...TEAMS_ONLY, teamsWebhook: 'true' }, 'teamsAppId=… cannot be combined with teamsWebhook=true'],
  ])('%j are refused', (context, message) => {
    expect(() => readSettings(context)).toThrow(message);
  });

  it('do not take the URL, and do not repeat it, because it is a secret', () => {
    const attempt = () => readSettings({ teamsWebhook: 'https://example.com/?sig=very-secret' });
    expect(attempt).toThrow(/The URL itself is a secret: store it in the secret/);
    expect(attempt).not.toThrow(/very-secret/);
  });
});
