import { type Played, type Soak, trend } from './judge.ts';

/** A Markdown page about a run: how much was played, how fast, and what memory was used. */
export function summaryOf(soak: Soak, seconds: number, violations: readonly string[]): string {
  const { played, memory } = soak;
  const kinds = Map.groupBy(played, ({ kind }) => kind);
  const grown = trend(memory);
  const growth = grown
    ? `After the warm-up: ${(grown.bytesPerApproval / 1024).toFixed(1)} KB for each approval.`
    : 'Too few approvals to tell whether it grows.';
  return `${[
    `${played.length} approvals in ${Math.round(seconds)} s: ${(played.length / seconds).toFixed(1)} a second.`,
    '',
    '| what people do | approvals | until it is asked, p50 | p99 | until all show the end, p50 | p99 |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...kinds].map(([kind, list]) => rowOf(kind, list)),
    rowOf('all', played),
    '',
    `Memory after a garbage collection: ${megabytes(memory.at(0)?.heapBytes)} before the load, ${megabytes(memory.at(-1)?.heapBytes)} at its end. ${growth}`,
    '',
    ...(violations.length > 0
      ? violations.map((sentence) => `- ${sentence}`)
      : ['Nothing was lost, no answer failed, and nothing stayed open.']),
  ].join('\n')}\n`;
}

function rowOf(kind: string, played: readonly Played[]): string {
  const ask = played.map(({ askMs }) => askMs);
  const end = played.map(({ endMs }) => endMs);
  const times = [percentile(ask, 50), percentile(ask, 99), percentile(end, 50), percentile(end, 99)];
  return `| ${[kind, played.length, ...times.map((time) => `${Math.round(time)} ms`)].join(' | ')} |`;
}

/** The smallest value that `percent` of the values do not exceed (nearest rank); 0 if there are no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
}

function megabytes(bytes = 0): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
