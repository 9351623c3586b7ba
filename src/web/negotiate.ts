import { hasWording, languageOf } from '../wording/languages.ts';

/** The content types that a callback URL can answer with. */
export type AnswerType = 'application/json' | 'text/html' | 'text/plain';

const OFFERED: ReadonlySet<string> = new Set<AnswerType>(['application/json', 'text/html', 'text/plain']);

/**
 * Chooses the first supported type in the Accept header, in its order, as sfn-callback-urls does. JSON is the default.
 */
export function negotiate(accept: string | undefined): AnswerType {
  const types = accept?.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '') ?? [];
  return (types.find((type) => OFFERED.has(type)) as AnswerType | undefined) ?? 'application/json';
}

/**
 * Chooses the language that the reader prefers among those that have texts (RFC 9110 §12.5.4).
 *
 * @param accept the request's Accept-Language header, such as `de-AT, en;q=0.5`
 */
export function preferredLanguage(accept: string | undefined, otherwise: string): string {
  const ranges = (accept ?? '').split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
    const quality = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
    return { tag, quality: quality === undefined ? 1 : Number(quality) };
  });
  const [best] = ranges
    .filter(({ tag, quality }) => quality > 0 && hasWording(tag))
    .sort((one, another) => another.quality - one.quality);
  return best ? languageOf(best.tag) : otherwise;
}
