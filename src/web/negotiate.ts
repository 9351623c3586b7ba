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
