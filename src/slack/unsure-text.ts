import type { Wording } from '../approval/wording/index.ts';
import { COMMAND } from './manifest-names.ts';
import { escapeMrkdwn } from './mrkdwn.ts';

/** That nobody knows whether something was done, and where to look, as mrkdwn. */
export function unsureText({ slack }: Wording): string {
  return escapeMrkdwn(slack.unsure(COMMAND));
}
