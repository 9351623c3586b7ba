import { RequestProblem } from './request-problem.ts';

const SEPARATORS = /[\s,;，；、]+/;
/** A duration, which starts an escalation. A name in a mention of Slack may contain one, so mentions are passed over. */
const MENTION_OR_DURATION = /<[^<>]*>|(?<![^\s,;，；、])(\p{Nd}+[smhd])(?![^\s,;，；、])/giu;

/**
 * Reads `4h`, or `4h, 1d`: the time until the first reminder, and from one to the next.
 *
 * @returns the member `remind` of the input; parseRequest validates it
 */
export function readTypedReminders(value: string): Readonly<Record<string, string>> {
  const typed = plain(value);
  const [after = '', every, ...more] = typed.split(SEPARATORS);
  if (more.length > 0) return { after: typed };
  return { after, ...(every !== undefined && { every }) };
}

/**
 * Reads `1d @boss bob@example.com, 2d @leads`: durations, each with the people who may decide from then on.
 *
 * @returns the member `escalate` of the input; parseRequest validates it
 * @throws {RequestProblem} `notAnEscalation`, and what `readApprovers` throws
 */
export async function readTypedEscalation(
  value: string,
  readApprovers: (text: string) => Promise<readonly string[]>,
): Promise<readonly { readonly after: string; readonly to: readonly string[] }[]> {
  const starts = [...value.matchAll(MENTION_OR_DURATION)].filter(([, duration]) => duration !== undefined);
  if (starts[0]?.index !== 0) throw notAnEscalation();
  return Promise.all(
    starts.map(async ({ index, 0: duration }, number) => {
      const to = await readApprovers(value.slice(index + duration.length, starts[number + 1]?.index));
      if (to.length === 0) throw notAnEscalation();
      return { after: plain(duration), to };
    }),
  );
}

/** In lower case, and without the wide digits of Chinese. */
function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

function notAnEscalation(): RequestProblem {
  return new RequestProblem(
    'notAnEscalation',
    'An escalation needs a duration and people, such as "1d ann@example.com".',
  );
}
