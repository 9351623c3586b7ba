import { REGION } from '../arn.ts';

/** A delivered e-mail. */
export interface Email {
  readonly id: string;
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  /** The complete text: the message and the footer of SNS. */
  readonly body: string;
  readonly message: string;
  readonly topicArn: string;
  readonly sentAt: Date;
}

/** The subject that SNS uses if the publisher gives none. */
export const DEFAULT_SUBJECT = 'AWS Notification Message';

/** The sender of a topic's e-mails. */
export function senderOf(displayName = 'AWS Notifications'): string {
  return `${displayName} <no-reply@sns.amazonaws.com>`;
}

/** Appends the footer that SNS adds to every e-mail of a topic. */
export function withFooter(message: string, subscriptionArn: string, address: string): string {
  const unsubscribe = new URL(`https://sns.${REGION}.amazonaws.com/unsubscribe.html`);
  unsubscribe.search = new URLSearchParams({
    SubscriptionArn: subscriptionArn,
    Endpoint: address,
  }).toString();
  return `${message}

--
If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:
${unsubscribe.href}

Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support
`;
}
