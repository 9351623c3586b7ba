/** The facts about a person that a text may show. */
interface Shown {
  readonly name?: string;
  readonly email?: string;
  readonly id?: string;
}

/**
 * A person in a text that cannot mention accounts. People choose the name that they show in a chat, and two may have the same: so
 * the address, or the id on the surface, stands beside it, such as "Ann (ann@example.com)".
 *
 * @returns undefined for a person who is not known
 */
export function personText({ name, email, id }: Shown): string | undefined {
  const account = email ?? id;
  if (name === undefined || name === account) return account;
  return account === undefined ? name : `${name} (${shortened(account)})`;
}

const MAX_ID = 16;

/** The start of a long id is enough: no person chooses it. An address is whole. */
function shortened(account: string): string {
  return account.length > MAX_ID && !account.includes('@') ? `${account.slice(0, MAX_ID - 4)}…` : account;
}
