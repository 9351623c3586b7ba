import { objectIn } from '../callback/json.ts';
import { wordingFor } from '../wording/index.ts';
import { type Activity, type Delivered, textOf } from './activity.ts';
import { placeIn } from './message-reference.ts';
import { TEAMS } from './names.ts';
import type { TeamsPorts } from './ports.ts';

/**
 * Answers that the bot was added: in a team with the id of the channel, ready for the setting; to a person with what the app
 * does. An error of Teams is only logged. Nothing is stored. Other changes of members need no answer.
 */
export async function greet(activity: Delivered, ports: TeamsPorts): Promise<void> {
  if (!isAdded(activity)) return;
  const { teams } = wordingFor(ports.locale);
  const channel = channelIn(activity);
  ports.note({ outcome: 'installed', ...(channel && { channel }) });
  const text = channel ? teams.installed(channel) : teams.welcome('help');
  const message: Activity = { type: 'message', textFormat: 'plain', text, summary: text };
  try {
    await ports.connector.send(placeIn(activity), message);
  } catch (error) {
    // Nothing is lost: an error of the answer would only make Teams send the event again.
    ports.log({ level: 'error', event: 'reply_failed', surface: TEAMS, error });
  }
}

function isAdded({ raw, botId }: Delivered): boolean {
  const { membersAdded } = raw;
  return Array.isArray(membersAdded) && membersAdded.some((member) => objectIn(member).id === botId);
}

/**
 * The channel that the person chose, or the first one of the team, which has the id of the team (Teams: "Conversation events in
 * your bot"); undefined in a chat.
 */
function channelIn({ raw }: Delivered): string | undefined {
  const { settings, team } = objectIn(raw.channelData);
  return textOf(objectIn(objectIn(settings).selectedChannel).id) ?? textOf(objectIn(team).id);
}
