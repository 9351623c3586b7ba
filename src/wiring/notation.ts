import type { ReadId } from '../approval/people.ts';
import type { SurfaceName } from '../approval/surface.ts';
import type { Config } from '../config.ts';
import { readSlackId, SLACK_CHANNEL } from '../slack/ids.ts';
import { readTeamsId, TEAMS_CHANNEL } from '../teams/ids.ts';
import { TEAMS, TEAMS_WEBHOOK } from '../teams/names.ts';

/**
 * Readers for the IDs of people and groups, one for each surface. A request may name IDs of an unconfigured surface. The id
 * of a channel of Teams looks like an e-mail address to others, so Teams is the first.
 */
const READERS: readonly ReadId[] = [readTeamsId, readSlackId];

export const readId: ReadId = (text) => {
  for (const read of READERS) {
    const named = read(text);
    if (named) return named;
  }
  return undefined;
};

/** How a request names people and channels, also those of a surface that is not configured. */
export const NOTATION = { readId, channelMembers: [SLACK_CHANNEL, TEAMS_CHANNEL] };

/**
 * The surfaces of the deployment, of which a chat runs only its own: so a request that a person types is checked before it
 * starts. Undefined without SURFACES.
 */
export function namesOfSurfaces({ SURFACES: names }: Config): readonly SurfaceName[] | undefined {
  return names?.map((name) => (name === TEAMS_WEBHOOK ? { name, kind: TEAMS } : { name }));
}
