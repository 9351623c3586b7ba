/** What a deployment may choose, from `cdk … -c name=value`. */
export interface Settings {
  /** Names the stack and its state machine; another name is another deployment. */
  readonly stackName: string;
  /** Who gets the mails. Each address has to confirm its subscription once. */
  readonly emails: readonly string[];
  /** The id of the Slack channel where requests are posted. Without it, nothing of Slack is deployed. */
  readonly slackChannel: string | undefined;
  /** The language of what names none. */
  readonly locale: string;
  /** Links in mails decide when they are opened, as in sfn-callback-urls: a mail scanner can then decide. */
  readonly oneClickEmail: boolean;
}

/** The languages that src/approval/wording has text for. */
export const LANGUAGES: readonly string[] = ['en', 'de'];

/**
 * Reads and checks the settings before anything is deployed with them.
 *
 * @param read gives the value of a context variable
 * @throws {TypeError} naming the variable that is wrong
 */
export function readSettings(read: (name: string) => unknown): Settings {
  const text = (name: string) => {
    const value = read(name);
    if (value === undefined || typeof value === 'string') return value?.trim() || undefined;
    throw new TypeError(`-c ${name}=… is given more than once, or is not text.`);
  };
  return {
    stackName: stackName(text('stackName') ?? 'Countersign'),
    emails: emails(text('emails') ?? ''),
    slackChannel: slackChannel(text('slackChannel')),
    locale: locale(text('locale') ?? 'en'),
    oneClickEmail: oneClickEmail(text('oneClickEmail') ?? 'false'),
  };
}

/** A state machine's name has at most 80 characters, and ends with "-ApprovalEmails". */
function stackName(value: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,59}$/.test(value)) return value;
  throw new TypeError(
    `-c stackName=${value} is not a stack name: letters, digits and hyphens, a letter first, at most 60.`,
  );
}

function oneClickEmail(value: string): boolean {
  if (value === 'true' || value === 'false') return value === 'true';
  throw new TypeError(`-c oneClickEmail=${value} is neither "true" nor "false".`);
}

function emails(value: string): readonly string[] {
  const addresses = value.split(',').map((address) => address.trim());
  const given = [...new Set(addresses.filter(Boolean))];
  const wrong = given.find((address) => !/^[^\s@]+@[^\s@]+$/.test(address));
  if (wrong === undefined) return given;
  throw new TypeError(
    `-c emails=… holds "${wrong}", which is no e-mail address. Separate addresses by commas.`,
  );
}

function slackChannel(value: string | undefined): string | undefined {
  if (value === undefined || /^[CG][A-Z0-9]{8,}$/.test(value)) return value;
  throw new TypeError(
    `-c slackChannel=${value} is not a channel's id, such as C0123456789: it is at the end of "View channel details".`,
  );
}

function locale(value: string): string {
  if (LANGUAGES.includes(value.split('-')[0] ?? '')) return value;
  throw new TypeError(`-c locale=${value} is a language that there is no text for: ${LANGUAGES.join(', ')}.`);
}
