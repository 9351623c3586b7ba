import type { SlashCommand } from '@slack/bolt';
import { isObject } from '../callback/json.ts';
import { isHttpEvent } from '../http.ts';

/** What a command that only reads needs. Slack may leave out an empty text. */
export type ReadingCommand = Pick<SlashCommand, 'command' | 'user_id' | 'channel_id'> & {
  readonly text?: string;
};

/**
 * Reading that takes longer than Slack waits. It goes on in an asynchronous invocation of the Slack function, which Lambda
 * may run twice: then the person gets the same answer twice. A follow-up never changes anything.
 */
export type FollowUp =
  | { readonly command: ReadingCommand & { readonly response_url: string } }
  /** The id of the user whose home tab is published. */
  | { readonly home: string };

/** The event of the invocation. */
export interface FollowUpEvent {
  readonly slack_follow_up: FollowUp;
}

/**
 * Whether an event is a follow-up. An HTTP request never is: API Gateway writes the event, and what a sender chooses is in
 * its `body`.
 */
export function isFollowUp(event: unknown): event is FollowUpEvent {
  return isObject(event) && isObject(event.slack_follow_up) && !isHttpEvent(event);
}
