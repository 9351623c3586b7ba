import type { SlashCommand } from '@slack/bolt';
import type { Press } from '../approval/verdict.ts';
import { isObject } from '../callback/json.ts';
import { isHttpEvent } from '../http.ts';
import type { SlackPerson } from './people.ts';
import type { PressOrigin } from './press-origin.ts';
import { isSigned, signText } from './signature.ts';

/** What a command that only reads needs. Slack may leave out an empty text. */
export type ReadingCommand = Pick<SlashCommand, 'command' | 'user_id' | 'channel_id'> & {
  readonly text?: string;
};

/** A vote or a delegation that came between two rounds, and is to be given in the next one. */
export interface LaterPress {
  readonly sealed: string;
  readonly who: SlackPerson;
  readonly comment?: string;
  /** What the person gave, by the names of the inputs. */
  readonly inputs?: Press['inputs'];
  /** Whom the person names. Then no vote is given. */
  readonly delegateTo?: Press['delegateTo'];
  /** Where the person pressed. */
  readonly origin: Omit<PressOrigin, 'triggerId'>;
  /** When; milliseconds since 1970. */
  readonly at: number;
}

/**
 * Work that takes longer than Slack waits. It goes on in an asynchronous invocation of the Slack function, which Lambda may
 * run twice: then the person gets the same answer twice. A command and the home tab only read. A vote or a
 * delegation changes something: the same one of the same person counts once, however often it comes.
 */
export type FollowUp =
  | { readonly command: ReadingCommand & { readonly response_url: string } }
  /** The id of the user whose home tab is published. */
  | { readonly home: string }
  | { readonly vote: LaterPress };

/** The event of the invocation. */
export interface FollowUpEvent {
  readonly slack_follow_up: FollowUp;
  /** By the signing secret: a program that may invoke the function cannot vote in the name of a person. */
  readonly signature: string;
}

export function followUpEvent(work: FollowUp, signingSecret: string): FollowUpEvent {
  return { slack_follow_up: work, signature: signText(textOf(work), signingSecret) };
}

/** Whether the function itself made this event. */
export function isGenuine(
  { slack_follow_up: work, signature }: FollowUpEvent,
  signingSecret: string,
): boolean {
  return typeof signature === 'string' && isSigned(textOf(work), signature, signingSecret);
}

/** The same before and after the invocation: JSON keeps the order of the members. */
function textOf(work: FollowUp): string {
  return JSON.stringify(work);
}

/**
 * Whether an event is a follow-up. An HTTP request never is: API Gateway writes the event, and what a sender chooses is in
 * its `body`.
 */
export function isFollowUp(event: unknown): event is FollowUpEvent {
  return isObject(event) && isObject(event.slack_follow_up) && !isHttpEvent(event);
}
