import type { ApprovalRequest, Person } from '../approval/approval.ts';
import type { Wording } from '../wording/index.ts';
import { personText } from '../wording/person.ts';
import { mailText } from './mail-text.ts';
import { wrap } from './wrap.ts';

/*
 * Each line of a text that is not ours has a mark, so that it cannot look like one of our links. Not `>`: mail programs
 * hide the quotations at the end of a mail.
 */
const MARGINS = { first: '| ', next: '|     ' };

/** A text of other people, wrapped and marked. */
export function quote(text: string): string {
  return wrap(mailText(text), MARGINS);
}

/** The title and the details of a request. */
export function quoteRequest({ title, details, requester }: ApprovalRequest, wording: Wording): string {
  const values = details.map(({ label, value }) => quote(`${label}${wording.colon}${value}`));
  return [
    quote(title),
    ...(plainName(requester.name) === undefined ? [quote(wording.askedBy(requester.name))] : []),
    ...(values.length > 0 ? [quote(''), ...values] : []),
  ].join('\n');
}

/** A person who may stand above our links. The account is an id, or an address. */
export function plainPerson({ name, ...account }: Person): string {
  const plain = name === undefined ? account : { ...account, name: plainName(name) ?? '…' };
  return personText(plain) ?? '…';
}

/** A host without a scheme, such as `evil.example`: many mail programs make a link of it. A version, such as `1.2.0`, is none. */
const HOST = /[\p{L}\p{N}-][.\u3002]\p{L}{2}/u;
const ADDRESS = /^[\w.+-]+@[\w.-]+$/;

/**
 * A name that may stand above our links; undefined if it has what labels and web addresses are made of. A name that is an
 * e-mail address may: no program makes more of it than a new mail.
 */
export function plainName(name: string): string | undefined {
  const plain = name.normalize('NFKC');
  const mayLead = /[:/]|www\./i.test(plain) || (HOST.test(plain) && !ADDRESS.test(plain));
  return mayLead ? undefined : name;
}
