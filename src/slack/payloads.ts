import type { ViewSubmitAction } from '@slack/bolt';
import type { Person } from '../approval/approval.ts';

/** A person who acts in Slack: an id, and the name that people know. */
export type SlackPerson = Person & { readonly id: string; readonly name: string };

/**
 * @param user as Slack's payloads have it
 * @throws {TypeError} where it names no person: what is done here is done in a person's name
 */
export function personOf(user: {
  readonly id: string;
  readonly username?: string;
  readonly name?: string;
}): SlackPerson {
  if (!user.id) throw new TypeError('the payload names no user');
  return { id: user.id, name: user.username || user.name || user.id };
}

/** What is looked at of a submitted modal. */
export type Submission = Pick<ViewSubmitAction, 'user' | 'view' | 'trigger_id'>;
