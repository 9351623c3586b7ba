/** The kinds of answer that a callback URL gives. */
export type AnswerType = 'application/json' | 'text/html' | 'text/plain';

const OFFERED: ReadonlySet<string> = new Set<AnswerType>(['application/json', 'text/html', 'text/plain']);

/** The first of our types in the order of the Accept header, as in sfn-callback-urls; JSON otherwise. */
export function negotiate(accept: string | undefined): AnswerType {
  const types = accept?.split(',').map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '') ?? [];
  return (types.find((type) => OFFERED.has(type)) as AnswerType | undefined) ?? 'application/json';
}
