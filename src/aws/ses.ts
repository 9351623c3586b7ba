import { executionReference } from '../approval/execution.ts';
import type { AddressedMail, SendAddressedMail } from '../approval/ports.ts';
import { UncertainError } from '../approval/repeatable.ts';
import { onlyOnce } from './only-once.ts';
import { repeatableIfUnsent } from './repeatable.ts';
import { type MessageHeader, SESv2Client, type SESv2ClientConfig, SendEmailCommand } from './ses-client.ts';

/** How the mails are sent. */
export interface Sender {
  /** An address, or `Name <address>`. SES must have verified the address or its domain. */
  readonly from: string;
  /** Publishes bounces and complaints. */
  readonly configurationSet?: string | undefined;
}

/** SES takes a number of mails a second, and a request may have more recipients than that (SES: "Service quotas"). */
const MAX_ATTEMPTS = 5;

/** The client for `createSendAddressedMail`. */
export function createMailClient(options: SESv2ClientConfig): SESv2Client {
  return new SESv2Client({ ...options, ...onlyOnce(MAX_ATTEMPTS) });
}

/**
 * @returns a function that sends a mail by SES and returns its message ID. Throws a RepeatableError if SES did not take the
 *   mail for now, an UncertainError if that is not known, and the error of the SDK if SES refused it.
 */
export function createSendAddressedMail(
  client: SESv2Client,
  { from, configurationSet }: Sender,
): SendAddressedMail {
  return async (mail) => {
    const send = new SendEmailCommand({
      FromEmailAddress: from,
      Destination: { ToAddresses: [mail.to] },
      Content: {
        Simple: {
          Subject: utf8(mail.subject),
          Body: { Text: utf8(mail.text), Html: utf8(mail.html) },
          Headers: headersOf(mail, from),
        },
      },
      EmailTags: tagsOf(mail),
      ...(configurationSet && { ConfigurationSetName: configurationSet }),
    });
    const { MessageId: messageId } = await repeatableIfUnsent('SES', () => client.send(send));
    if (messageId === undefined) throw new UncertainError('SES returned no message ID');
    return messageId;
  };
}

function utf8(text: string) {
  return { Data: withEncoding(text.toWellFormed()), Charset: 'UTF-8' };
}

/**
 * Mail servers break lines of over 998 characters (RFC 5322, 2.1.1), and so links. SES sends 7-bit ASCII as it is, but must encode
 * a part with any other character, in short lines (API reference of Content). So a part with a long line gets such a
 * character: a space at its end.
 */
function withEncoding(text: string): string {
  return /[^\n]{991}/.test(text) ? `${text}\u00a0` : text;
}

/**
 * SES replaces the Message-ID of a mail. So all mails of an approval refer to one that does not exist, and mail programs
 * show them as answers to it, in one thread (RFC 5322, 3.6.4). With Auto-Submitted, no out-of-office answer comes back
 * (RFC 3834).
 */
function headersOf({ about: { id } }: AddressedMail, from: string): MessageHeader[] {
  const domain = /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? 'invalid';
  return [
    { Name: 'Auto-Submitted', Value: 'auto-generated' },
    ...(id ? [{ Name: 'References', Value: `<${id}@countersign.${domain}>` }] : []),
  ];
}

/** The tags by which the event of a bounce names its approval. The names are those of `readUndelivered` (ses-event.ts). */
function tagsOf({ about: { id, execution } }: AddressedMail) {
  // SES takes only letters, digits, "_" and "-", at most 256 of them.
  const encoded = Buffer.from(executionReference(execution)).toString('base64url');
  if (!id || encoded.length > 256) return [];
  return [
    { Name: 'approval', Value: id },
    { Name: 'execution', Value: encoded },
  ];
}
