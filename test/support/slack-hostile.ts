/** Characters that become longer when they are encoded, or that have a special meaning. */
const EXTREME: readonly { title: string; unit: string }[] = [
  { title: 'letters', unit: 'x' },
  // Escaping turns one character into four or five.
  { title: '<', unit: '<' },
  { title: '&', unit: '&' },
  // JSON turns one character into two.
  { title: 'quotes', unit: '"' },
  { title: 'line breaks', unit: '\n' },
  { title: 'emoji', unit: '🙈' },
  { title: 'mentions', unit: '<!channel> <@U0EVE0001> <https://evil.example|x> ' },
  { title: 'escaped mentions', unit: '&lt;!here&gt;' },
  { title: 'mrkdwn', unit: '*`_~>' },
  { title: 'right-to-left letters', unit: 'مرحبا\u202e' },
];

/** Each kind of characters in each language. `many` repeats the characters up to a length. */
export const HOSTILE = EXTREME.flatMap(({ title, unit }) =>
  ['en', 'de'].map((locale) => ({
    title,
    locale,
    many: (length: number) => unit.repeat(Math.max(1, Math.floor(length / unit.length))),
  })),
);

/** The input of a request in which each member is very long. */
export function hostileInput(many: (length: number) => string, locale: string) {
  return {
    // The first letter makes sure that the name is not only white space.
    name: `n${many(5_000)}`,
    title: `t${many(5_000)}`,
    requester: `r${many(5_000)}`,
    locale,
    confirm: true,
    details: Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`${index}${many(200)}`, `v${many(5_000)}`]),
    ),
    approvers: Array.from({ length: 20 }, (_, index) =>
      index % 2 ? `U0${index}AAAAAAAA` : `${index}&${'&'.repeat(200)}@example.com`,
    ),
  };
}

/** Removes our own markup from a mrkdwn text. A remaining `<`, `>` or `&` would be markup of an attacker. */
export function withoutOurMarkup(mrkdwn: string): string {
  return (
    mrkdwn
      .replaceAll(/<!date\^\d+\^[^|<>]*\|[^<>]*>/g, '')
      .replaceAll(/<(@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|#C[A-Z0-9]+)>/g, '')
      // A web address of a detail, without a label that could hide where it leads.
      .replaceAll(/<https?:\/\/[^|<>]*>/g, '')
      .replaceAll(/<https:\/\/example\.[^|<>]*\|[^<>]*>/g, '')
      .replaceAll(/&(lt|gt|amp);/g, '')
  );
}
