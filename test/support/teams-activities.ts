import { readFixture } from './fixtures.ts';

/**
 * Activities with all members that Teams sends, in test/fixtures/teams. Their people, channel, app and tenant are those of
 * the fake connector and the fake authority.
 */
export const RECORDED = [
  'message-in-channel',
  'message-personal',
  'card-action',
  'team-installed',
  'installation-update',
] as const;

export type Recorded = (typeof RECORDED)[number];

/** @param payload of the button that is pressed */
export function recordedActivity(name: Recorded, serviceUrl: string, payload = '') {
  return readFixture(`teams/${name}`, { serviceUrl, payload });
}
