import { createNewest } from '../../newest.ts';
import { REGION } from '../arn.ts';
import { AwsError } from '../protocol/aws-error.ts';

/** A message of SendEmail with simple content. */
export interface SesMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string | undefined;
}

/** An e-mail that SES delivered to one recipient. */
export interface SesEmail extends Omit<SesMessage, 'to' | 'text'> {
  readonly id: string;
  readonly to: string;
  /** The plain text, also under the name that an e-mail of SNS has for it. */
  readonly message: string;
  readonly body: string;
  readonly sentAt: Date;
}

export interface Ses {
  /** The newest of the delivered e-mails, oldest first. */
  readonly emails: () => readonly SesEmail[];
  /** Lets an address, or each address of a domain, send. */
  readonly verify: (identity: string) => void;
  /** Whether this address or domain itself was verified. */
  readonly hasIdentity: (identity: string) => boolean;
  readonly createConfigurationSet: (name: string) => void;
  /** Delivers a message, and returns its id. */
  readonly send: (message: SesMessage) => string;
}

export interface SesOptions {
  readonly newId: () => string;
  readonly now: () => Date;
  readonly onChange: () => void;
  /** How many delivered e-mails stay. */
  readonly keep: number;
  /** Gets what EventBridge would get from the configuration set of a message. */
  readonly onEvent: (event: object) => void;
}

/** What AWS gives an account that left the sandbox (SES: "Service quotas"). */
const MAX_A_SECOND = 14;
/** The mailbox simulator, also with a label: `bounce+any@simulator.amazonses.com`. */
const SIMULATED = /^(bounce|complaint|ooto)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;

/** An SES that is out of the sandbox. It delivers to every address but those of the mailbox simulator that bounce. */
export function createSes({ newId, now, onChange, keep, onEvent }: SesOptions): Ses {
  const emails = createNewest<SesEmail>({ limit: keep });
  const identities = new Set<string>();
  const configurationSets = new Set<string>();
  let recent: number[] = [];

  function requireVerified(address: string): void {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    if (identities.has(address) || domainsOf(domain).some((one) => identities.has(one))) return;
    const region = REGION.toUpperCase();
    throw new AwsError(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${region}: ${address}`,
    );
  }

  function throttle(recipients: number): void {
    const time = now().getTime();
    recent = recent.filter((sentAt) => time - sentAt < 1_000);
    if (recent.length + recipients > MAX_A_SECOND) {
      throw new AwsError('TooManyRequestsException', 'Maximum sending rate exceeded.', 429);
    }
    recent.push(...Array.from({ length: recipients }, () => time));
  }

  function send({ to, text, ...message }: SesMessage): string {
    requireVerified(addressOf(message.from));
    const { configurationSet } = message;
    if (configurationSet !== undefined && !configurationSets.has(configurationSet)) {
      throw new AwsError('NotFoundException', `Configuration set <${configurationSet}> does not exist.`, 404);
    }
    throttle(to.length);
    const id = newId();
    for (const recipient of to) {
      const address = addressOf(recipient);
      const simulated = SIMULATED.exec(address)?.[1]?.toLowerCase();
      const email = { ...message, id: newId(), to: address, message: text, body: text, sentAt: now() };
      if (simulated !== 'bounce') emails.set(email.id, email);
      if (simulated && configurationSet) onEvent(eventOf(simulated, address, id, message));
    }
    onChange();
    return id;
  }

  return {
    emails: emails.values,
    verify: (identity) => void identities.add(identity.toLowerCase()),
    hasIdentity: (identity) => identities.has(identity.toLowerCase()),
    createConfigurationSet: (name) => void configurationSets.add(name),
    send,
  };
}

/** The address in `Name <address>`, in lower case. */
export function addressOf(text: string): string {
  return (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();
}

/** A verified domain sends for its subdomains too. */
function domainsOf(domain: string): string[] {
  const labels = domain.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

function eventOf(
  kind: string,
  emailAddress: string,
  messageId: string,
  { tags, from }: Omit<SesMessage, 'to' | 'text'>,
) {
  const mail = {
    messageId,
    source: from,
    destination: [emailAddress],
    tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
  };
  const isComplaint = kind === 'complaint';
  const bounceType = kind === 'ooto' ? 'Transient' : 'Permanent';
  const what = isComplaint
    ? { eventType: 'Complaint', complaint: { complainedRecipients: [{ emailAddress }] } }
    : {
        eventType: 'Bounce',
        bounce: { bounceType, bounceSubType: 'General', bouncedRecipients: [{ emailAddress }] },
      };
  return {
    source: 'aws.ses',
    'detail-type': isComplaint ? 'Email Complaint Received' : 'Email Bounced',
    detail: { ...what, mail },
  };
}
