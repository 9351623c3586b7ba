import { randomBytes } from 'node:crypto';
import { timestamp } from './interaction.ts';
import type { SlackView } from './views.ts';
import type { SlackPerson, Workspace } from './workspace.ts';

/**
 * The request body for a person who opens the app's home: the event app_home_opened in its envelope (Slack:
 * "app_home_opened").
 */
export function homeOpenedBody(
  user: SlackPerson,
  home: SlackView | undefined,
  { team, appId, bot }: Workspace,
  now: number,
) {
  return {
    token: 'local',
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: appId,
    event: {
      type: 'app_home_opened',
      user: user.id,
      channel: user.directChannel,
      tab: 'home',
      event_ts: timestamp(now),
      ...(home && { view: home }),
    },
    type: 'event_callback',
    event_id: `Ev${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(now / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.id, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}
