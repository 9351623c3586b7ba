import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject } from '../callback/json.ts';
import { isHttpEvent } from '../http.ts';

/**
 * A press whose vote came between two rounds. It is made again in an asynchronous invocation of the Teams function, which Lambda
 * may run twice: its time stays, so the vote counts once.
 */
export interface FollowUp {
  /** The activity of the press, which was verified. */
  readonly activity: Readonly<Record<string, unknown>>;
  /** When the person pressed, in milliseconds since 1970. */
  readonly at: number;
}

/** The event of the invocation. */
export interface FollowUpEvent {
  readonly teams_follow_up: FollowUp;
  /** By the client secret: a program that may invoke the function cannot vote in the name of a person. */
  readonly signature: string;
}

export function followUpEvent(work: FollowUp, clientSecret: string): FollowUpEvent {
  return { teams_follow_up: work, signature: signatureOf(work, clientSecret).toString('base64') };
}

/** Whether the function itself made this event. */
export function isGenuine(
  { teams_follow_up: work, signature }: FollowUpEvent,
  clientSecret: string,
): boolean {
  const given = Buffer.from(signature, 'base64');
  const expected = signatureOf(work, clientSecret);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Whether an event is a follow-up. An HTTP request never is: API Gateway writes the event, and what a sender chooses is in
 * its `body`.
 */
export function isFollowUp(event: unknown): event is FollowUpEvent {
  return (
    isObject(event) &&
    isObject(event.teams_follow_up) &&
    typeof event.signature === 'string' &&
    !isHttpEvent(event)
  );
}

/** JSON keeps the order of the members, so the text is the same before and after the invocation. */
function signatureOf(work: FollowUp, clientSecret: string): Buffer {
  return createHmac('sha256', clientSecret)
    .update(`teams_follow_up:${JSON.stringify(work)}`)
    .digest();
}
