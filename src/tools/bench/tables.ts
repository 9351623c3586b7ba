import type { Bundle } from '../../../infra/bundle.ts';
import type { CallsRow } from './calls.ts';
import type { Beside } from './cold-start.ts';
import type { GrowthRow } from './growth.ts';
import type { HandlerTimes } from './handlers.ts';
import type { Lengths } from './lengths.ts';
import type { Row } from './sealing/measure.ts';
import type { Spread } from './spread.ts';

/** A table in Markdown: the names of its columns, and its cells. */
export type Table = readonly [columns: readonly string[], ...rows: readonly (readonly string[])[]];

export function markdown([columns, ...rows]: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[line(columns), `|${' --- |'.repeat(columns.length)}`, ...rows.map(line)].join('\n')}\n`;
}

export function lengthsTable(rows: readonly Lengths[]): Table {
  return [
    ['characters of', 'a button', 'a link', 'the same link in `2-`'],
    ...rows.map(({ kind, button, link, legacyLink }) => [
      kind,
      String(button ?? ''),
      String(link),
      String(legacyLink ?? ''),
    ]),
  ];
}

export function callsTable(rows: readonly CallsRow[]): Table {
  const dollars = (temperature: 'cold' | 'warm', counted: readonly CallsRow[]) =>
    counted.reduce((sum, row) => sum + row[temperature] * 1_000 * (row.price ?? 0), 0).toFixed(3);
  return [
    [
      'one approval, asked in Slack and by e-mail, decided in Slack',
      'cold',
      'warm',
      'dollars for 1,000, cold',
      'warm',
    ],
    ...rows.map((row) => [
      row.service,
      String(row.cold),
      String(row.warm),
      dollars('cold', [row]),
      dollars('warm', [row]),
    ]),
    ['together', '', '', dollars('cold', rows), dollars('warm', rows)],
  ];
}

/** The times beside those of AES alone. */
export function sealingTable(rows: readonly Row[]): Table {
  return [
    ['payload', 'sealed by', 'characters', 'seal', 'of AES alone', 'open', 'of AES alone'],
    ...rows.map(({ kind, name, length, seal, open }) => [
      kind,
      name,
      String(length ?? ''),
      shown(seal, 'µs', 1),
      percent(seal.bareShare),
      shown(open, 'µs', 1),
      percent(open.bareShare),
    ]),
  ];
}

export function coldStartTable(bundles: readonly Bundle[], measured: ReadonlyMap<string, Beside>): Table {
  const whole = (taken: Spread | undefined) => (taken ? shown(taken, 'ms', 0) : '');
  return [
    [
      'function',
      'code loaded at a cold start',
      'import',
      'of a plain bundle',
      'import and first request',
      'of a plain bundle',
    ],
    ...bundles.map(({ entry, bytesIn }) => {
      const { ours, plain } = measured.get(entry) ?? {};
      return [
        `\`${entry}\``,
        `${Math.round(bytesIn('en') / 1000)} KB`,
        whole(ours?.import),
        whole(plain?.import),
        whole(ours?.firstRequest),
        whole(plain?.firstRequest),
      ];
    }),
  ];
}

export function aloneTable({ alone }: HandlerTimes): Table {
  return [
    ['warm invocation', 'CPU time of all threads, including the SDK and Bolt'],
    ...Object.entries(alone).map(([name, time]) => [name, milliseconds(time)]),
  ];
}

export function togetherTable({ together, atOnce }: HandlerTimes): Table {
  return [
    ['CPU time of one invocation', ...atOnce.map((number) => `${number} at once`)],
    ...Object.entries(together).map(([name, times]) => [name, ...times.map(milliseconds)]),
  ];
}

/** With fewer, what else is in memory hides it. */
const LEAST_FOR_MEMORY = 100;

export function growthTable(rows: readonly GrowthRow[]): Table {
  return [
    [
      'approvals that wait in the embedded stack',
      'CPU time to ask one more',
      'CPU time to decide it and tell it',
      'memory of each that waits',
    ],
    ...rows.map(({ waiting, ask, decide, heapBytes }) => [
      waiting.toLocaleString('en'),
      milliseconds(ask),
      milliseconds(decide),
      waiting < LEAST_FOR_MEMORY ? '' : `${Math.round(heapBytes / waiting / 1000)} KB`,
    ]),
  ];
}

/** @param ours, theirs milliseconds */
/** @param machine of this run: the page may keep the table for longer than the others */
export function originalTable(ours: number, theirs: number, machine: string): Table {
  return [
    ['create-urls, from the event to the response', 'CPU time', ''],
    ['Countersign, with a data key at hand', `${ours.toFixed(3)} ms`, `${Math.round(theirs / ours)} ×`],
    ['sfn-callback-urls, which asks KMS for each URL', `${theirs.toFixed(2)} ms`, '1 ×'],
    ['on', machine, ''],
  ];
}

function milliseconds(time: Spread): string {
  return shown(time, 'ms', 2);
}

/** The median, and from the fastest to the slowest value. */
function shown({ median, least, most }: Spread, unit: string, digits: number): string {
  return `${median.toFixed(digits)} ${unit} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}
