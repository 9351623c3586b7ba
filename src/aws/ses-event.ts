import type { Undelivered } from '../approval/tell-undelivered.ts';
import { isObject, objectIn } from '../callback/json.ts';

/**
 * Reads the event that SES sends through EventBridge when a mail bounced, or when its recipient complained (SES: "Contents
 * of event data"). The mail has the tags of `createSendAddressedMail`.
 */
export function readUndelivered(event: unknown): Undelivered {
  const { bounce, complaint, mail } = objectIn(objectIn(event).detail);
  const { messageId, tags } = objectIn(mail);
  const recipients = isObject(complaint)
    ? complaint.complainedRecipients
    : objectIn(bounce).bouncedRecipients;
  return {
    kind: isObject(complaint) ? 'complained' : isAutomaticReply(bounce) ? 'answered' : 'bounced',
    addresses: listOf(recipients).flatMap((one) => textOf(objectIn(one).emailAddress) ?? []),
    messageId: textOf(messageId),
    approval: tagOf(tags, 'approval'),
    execution: decode(tagOf(tags, 'execution')),
  };
}

/** SES reports an out-of-office answer as such a bounce too (SES: "Bounce types"). */
function isAutomaticReply(bounce: unknown): boolean {
  const { bounceType, bounceSubType } = objectIn(bounce);
  return bounceType === 'Transient' && bounceSubType === 'General';
}

function tagOf(tags: unknown, name: string): string | undefined {
  return textOf(listOf(objectIn(tags)[name])[0]);
}

function decode(encoded: string | undefined): string | undefined {
  return encoded && Buffer.from(encoded, 'base64url').toString();
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
