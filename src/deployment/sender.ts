/** What SES knows of an identity, which is an address or a domain. */
export type Standing = 'verified' | 'unverified' | 'missing';

/** Throws if SES does not say. */
export type StandingOf = (identity: string) => Promise<Standing>;

export interface SenderPorts {
  readonly standingOf: StandingOf;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** The region of the deployment. */
  readonly region: string | undefined;
}

/** A role that was just created may be refused for some seconds. */
const ASK_AGAIN_AFTER_MS = 5_000;
const MAX_ATTEMPTS = 5;

/**
 * Checks that SES may send from an address. It may if one of the identities is verified: "you can send email from any subdomain or
 * email address of the verified domain" (SES Developer Guide: "Creating and verifying identities").
 *
 * @param identities the address, and then each identity above it
 * @returns what is wrong and what to do, for the person who deploys; undefined if SES may send
 */
export async function problemWithSender(
  identities: readonly string[],
  { standingOf, pause, region = 'this region' }: SenderPorts,
): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { isVerified, unknown, unverified } = await lookUp(identities, standingOf);
    if (isVerified) return undefined;
    if (!unknown) return notVerified(identities, unverified, region);
    if (attempt === MAX_ATTEMPTS) return cannotTell(identities, unknown, region);
    await pause(ASK_AGAIN_AFTER_MS);
  }
}

interface Unknown {
  readonly identity: string;
  readonly error: unknown;
}

/** One after the other: SES takes one such call a second (SES Developer Guide: "Service quotas"). */
async function lookUp(identities: readonly string[], standingOf: StandingOf) {
  let unknown: Unknown | undefined;
  let unverified: string | undefined;
  for (const identity of identities) {
    try {
      const standing = await standingOf(identity);
      if (standing === 'verified') return { isVerified: true };
      if (standing === 'unverified') unverified ??= identity;
    } catch (error) {
      unknown ??= { identity, error };
    }
  }
  return { isVerified: false, unknown, unverified };
}

function notVerified(
  [address = '']: readonly string[],
  unverified: string | undefined,
  region: string,
): string {
  const refused = `Amazon SES may not send as ${address} in ${region}`;
  if (unverified) {
    return (
      `${refused}: the identity ${unverified} is not verified yet. Add its records to your DNS, or open the link in the e-mail from ` +
      `AWS if it is an address. Deploy again when "${command('get-email-identity', unverified, region)}" shows ` +
      `VerifiedForSendingStatus: true. ${DOCUMENTED}`
    );
  }
  return (
    `${refused}: neither the address nor a domain above it is an identity there. Run ` +
    `"${command('create-email-identity', domainOf(address), region)}", add the records of its answer to your DNS, and deploy again ` +
    `when the identity is verified. ${DOCUMENTED}`
  );
}

function cannotTell([address = '']: readonly string[], { identity, error }: Unknown, region: string): string {
  return (
    `It is not known whether Amazon SES may send as ${address} in ${region}: it did not tell about ${identity} ` +
    `(${inWords(error)}). Remove this cause, and deploy again; ` +
    `"${command('get-email-identity', identity, region)}" asks the same. ${DOCUMENTED}`
  );
}

const DOCUMENTED = 'See "E-mail by SES" in docs/deploy.md.';

function command(name: string, identity: string, region: string): string {
  return `aws sesv2 ${name} --region ${region} --email-identity ${identity}`;
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function inWords(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
