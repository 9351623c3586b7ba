import { listOf } from './list-of.ts';

/** Who gets e-mails, and from whom. */
export interface MailSettings {
  /**
   * The recipients of the e-mails. Each recipient must confirm the subscription once; with `mailFrom`, no recipient must.
   */
  readonly emails: readonly string[];
  /** The sender of the e-mails, if SES sends them: an address, or `Name <address>`. If it is missing, SNS sends them. */
  readonly mailFrom: string | undefined;
  /** The recipients of the alarms. Each recipient must confirm the subscription once. */
  readonly alarmEmails: readonly string[];
}

/**
 * Reads and checks the settings of e-mails.
 *
 * @throws {TypeError} with the name of the wrong setting
 */
export function readMail(text: (name: keyof MailSettings) => string): MailSettings {
  return {
    emails: addresses('emails', text('emails')),
    mailFrom: sender(text('mailFrom')),
    alarmEmails: addresses('alarmEmails', text('alarmEmails')),
  };
}

function addresses(name: keyof MailSettings, value: string): readonly string[] {
  const given = listOf(value);
  const wrong = given.find((address) => !/^[^\s@]+@[^\s@]+$/.test(address));
  if (wrong === undefined) return given;
  throw new TypeError(
    `${name}=… contains "${wrong}", which is not an e-mail address. Separate addresses with commas.`,
  );
}

/** The address in `Name <address>`. */
export function addressOf(sender: string): string {
  return /<([^<>]*)>$/.exec(sender)?.[1] ?? sender;
}

/** As src/config.ts reads it. SES takes only ASCII before the `@` (API reference of SendEmail). */
function sender(value: string): string | undefined {
  if (value === '') return undefined;
  const isNamed = /^[^<>"\r\n]*<[^<>]+>$/.test(value);
  if (
    (isNamed || !/[<>]/.test(value)) &&
    /^[!#-'*+\-/-9=?A-Z^-~.]+@[\w-]+(?:\.[\w-]+)+$/.test(addressOf(value))
  )
    return value;
  throw new TypeError(
    `mailFrom=${value} must be an e-mail address of yours, such as approvals@example.com or "Approvals <approvals@example.com>".`,
  );
}
