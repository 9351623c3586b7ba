/*
 * Programs change links on their way: mail servers break lines, mail programs add punctuation and invisible characters, and
 * gateways encode, rewrap and extend the query string. This file undoes such changes. Which of the possible payloads is ours
 * is decided by authentication, when it is opened. The opening itself accepts only the exact text that was sealed.
 */

/** The query string of a callback URL, as a person's programs delivered it. */
export interface DeliveredLink {
  /**
   * The sealed payloads that `data` can mean, the likeliest first: one, unless characters were replaced or `data` is there
   * twice. If it can mean none, `data` as it is. Empty without `data`.
   */
  readonly candidates: readonly string[];
  /** The other parameters, unchanged: `action`, `type` and those of the caller. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** Each candidate can cost a call to KMS. */
const MAX_CANDIDATES = 4;
/** How often a value can be percent-encoded in addition to the encoding of the query string. */
const MAX_ENCODINGS = 3;

/** White space, control characters, and characters without a width, such as a soft hyphen or a byte order mark. */
const GAP = '[\\s\\p{C}]*';
/** The name `data`, also after `&amp;`, and with the soft line breaks of quoted-printable (RFC 2045 §6.7). */
const DATA = new RegExp(`^${GAP}(?:amp;${GAP})*d=?${GAP}a=?${GAP}t=?${GAP}a${GAP}=`, 'u');
const SOFT_BREAK = /=[^\S\r\n]*(?:\r\n?|\n)/g;
/** What begins after the payload: another parameter, a fragment, a tag, or the label of a link in Slack. */
const AFTER_PAYLOAD = /[&?#<|].*$/s;

/** @param rawQuery the query string without `?`, percent-encoded */
export function readDeliveredLink(rawQuery: string): DeliveredLink {
  // As the query string of a URL, `+` is a space. In a payload, it can also stand for `-`.
  const entries = [...new URLSearchParams(rawQuery.replaceAll('+', '%2B'))].map(([name, value]) =>
    percentDecoded(`${name}=${value}`),
  );
  // A query string that was encoded as a whole is one entry.
  const inside = entries.flatMap((entry) => entry.split('&').slice(1));
  const values = [...entries, ...inside]
    .filter((entry) => DATA.test(entry))
    .map((entry) => entry.replace(DATA, ''));
  const sealed = likeliestFirst(values.map(candidatesOf));
  return {
    candidates: [...new Set(sealed.length > 0 ? sealed : values)].slice(0, MAX_CANDIDATES),
    parameters: parametersOf(rawQuery),
  };
}

/**
 * The name or type of an action in a link, without what programs add to it: encodings, invisible characters, and punctuation
 * before and after it.
 */
export function deliveredName(text: string): string {
  const plain = percentDecoded(text)
    .normalize('NFC')
    .replace(/[\s\p{C}=]/gu, '')
    .replace(/^3D/i, '');
  return /[\p{L}\p{N}_]+/u.exec(plain)?.[0] ?? '';
}

/** The parameters by their names, also after `&amp;`. Of two with the same name, the last counts. */
function parametersOf(rawQuery: string): ReadonlyMap<string, string> {
  const others = [...new URLSearchParams(rawQuery)].filter(
    ([name, value]) => !DATA.test(percentDecoded(`${name}=${value}`)),
  );
  const escaped = others.flatMap(([name, value]): [string, string][] => {
    const plain = name.replace(/^\s*(?:amp;)+/, '');
    return plain === name ? [] : [[plain, value]];
  });
  return new Map([...escaped, ...others.filter(([name]) => !/^\s*amp;/.test(name))]);
}

/** The likeliest reading of each value, then the second of each, and so on. */
function likeliestFirst(readings: readonly (readonly string[])[]): readonly string[] {
  const most = Math.max(0, ...readings.map(({ length }) => length));
  return Array.from({ length: most }, (_, rank) => readings.flatMap((ofOne) => ofOne[rank] ?? [])).flat();
}

function candidatesOf(value: string): string[] {
  const text = value.replace(SOFT_BREAK, '').replace(AFTER_PAYLOAD, '').replaceAll('/', '_');
  // A `+` is a `-` or a space. An `=3D` is a `=`, or a soft break without its line break before the letters 3D.
  const readings = ['-', ''].flatMap((plus) => {
    const read = text.replaceAll('+', plus);
    return [read, read.replace(/=3D/gi, '')];
  });
  return readings.flatMap((reading) => canonical(reading) ?? []);
}

/** The text that was sealed: a format, and base64url without other characters, padded in the formats of sfn-callback-urls. */
function canonical(text: string): string | undefined {
  const sealed = /^(?:3D)*([123])-([\w-]+)$/i.exec(text.replace(/[^\w-]/g, ''));
  if (!sealed) return undefined;
  const [, format, base64 = ''] = sealed;
  const padding = format === '3' ? '' : '='.repeat((4 - (base64.length % 4)) % 4);
  return `${format}-${base64}${padding}`;
}

/** Decodes until nothing is encoded. Bytes that are not UTF-8 become other characters, which no payload contains. */
function percentDecoded(text: string): string {
  let decoded = text;
  for (let times = 0; times < MAX_ENCODINGS && /%[\da-f]{2}/i.test(decoded); times += 1) {
    decoded = decodeOnce(decoded);
  }
  return decoded;
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%([\da-f]{2})/gi, (_, byte: string) =>
      String.fromCharCode(Number.parseInt(byte, 16)),
    );
  }
}
