import type { Surface } from '../approval/surface.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { DEFAULT_APP_NAME } from '../slack/names.ts';
import { createSlackPeople } from '../slack/people.ts';
import { createSlackSurface } from '../slack/surface.ts';
import { createTeamsSurface } from '../teams/surface.ts';
import { configuredEmail } from './email.ts';
import { loadOnce } from './load-once.ts';
import { createSlackAccess, hasSlackAccess, type SlackPatience } from './slack-access.ts';
import { hasTeams, type TeamsConfig } from './teams-settings.ts';
import { configuredWebhook } from './teams-webhook.ts';

/**
 * Returns the configured surfaces: Slack, if its credentials and SLACK_CHANNEL are set; Teams, if its bot, its secret and
 * TEAMS_CHANNEL are set; or its webhook; and e-mail, if MAIL_FROM or TOPIC_ARN is set. E-mail is the last. The messages of the
 * others show the result later, so they must exist before an approver can decide by e-mail.
 *
 * @param patience how long calls to Slack may take
 * @param ahead the client of Slack and its secret are needed soon, and are read at once
 * @param longLinks links are sent by e-mail although mail servers may break them: the deployment has no shorter ones
 * @throws {ConfigError} when no surface is configured
 */
export function configuredSurfaces(
  config: Config,
  env: Environment,
  log: Log,
  {
    patience = 'background',
    ahead = false,
    longLinks = false,
  }: { readonly patience?: SlackPatience; readonly ahead?: boolean; readonly longLinks?: boolean } = {},
): readonly Surface[] {
  const surfaces: Surface[] = [];
  if (config.SLACK_CHANNEL && hasSlackAccess(config)) {
    const { client, readAhead } = createSlackAccess(config, env, patience, log);
    if (ahead) readAhead();
    const people = createSlackPeople({ client, now: Date.now, log });
    const { SLACK_CHANNEL: channel, SLACK_CHANNELS: allowedChannels } = config;
    const appName = config.SLACK_APP_NAME ?? DEFAULT_APP_NAME;
    surfaces.push(createSlackSurface({ client, channel, allowedChannels, appName, people, log }));
  }
  if (hasTeams(config)) surfaces.push(createTeamsSurface(loadOnce(() => teamsPorts(config, env, log))));
  const webhook = configuredWebhook(config, env, log);
  if (webhook) surfaces.push(webhook);
  const email = configuredEmail(config, env, log, longLinks);
  if (email) surfaces.push(email);
  if (surfaces.length === 0) {
    throw new ConfigError(
      'No surface is configured: set TOPIC_ARN or MAIL_FROM, SLACK_CHANNEL with the Slack credentials, or the variables of Teams.',
    );
  }
  return surfaces;
}

async function teamsPorts(config: TeamsConfig, env: Environment, log: Log) {
  const { createTeamsAccess } = await import('./teams-access.ts');
  const { TEAMS_CHANNEL: channel, TEAMS_CHANNELS: allowedChannels } = config;
  return { ...createTeamsAccess(config, env, 'background', log), channel, allowedChannels };
}
