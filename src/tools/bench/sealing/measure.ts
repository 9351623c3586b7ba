import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { randomIvs } from '../../../callback/seal.ts';
import { type Spread, spreadOf } from '../spread.ts';
import { bareAes, type Contender, countersign, encryptionSdk, iron, jose, webCrypto } from './contenders.ts';
import { KINDS, type Kind } from './payloads.ts';

/** How one program does in one kind of payload. */
export interface Row {
  readonly kind: string;
  readonly name: string;
  /** In characters; missing for bare AES, which makes no text. */
  readonly length?: number;
  readonly seal: Measured;
  readonly open: Measured;
}

/** Microseconds of CPU for one call. */
export interface Measured extends Spread {
  /** The time of bare AES in the same round as a part of this one: the median of the rounds. */
  readonly bareShare: number;
}

const ROUNDS = 25;
/** V8 compiles code that runs often, in other threads, whose time counts here. So the first rounds only warm up. */
const WARM_UP_ROUNDS = 10;
/** How long one program is measured in one round. */
const BATCH_MS = 25;

/**
 * Measures each program in turn, round by round, so that what else the machine does falls on all of them. Every second round goes
 * backwards, so that no program always has the same one before it.
 */
export async function measureSealing(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of KINDS) rows.push(...(await measureKind(kind)));
  return rows;
}

async function measureKind({ name: kind, payloads }: Kind): Promise<Row[]> {
  const contenders = [countersign(), await webCrypto(), jose(), iron(), encryptionSdk()];
  const sealed = new Map<string, readonly string[]>();
  for (const contender of contenders) sealed.set(contender.name, await sealAll(contender, payloads));
  const nextIv = randomIvs();
  const work: { name: string; seal: Work; open: Work }[] = [
    alone(
      'AES-256-GCM alone',
      payloads.map((payload) => bareAes(payload)),
    ),
    alone(
      'the same, with IVs as we make them',
      payloads.map((payload) => bareAes(payload, nextIv)),
    ),
    ...contenders.map(({ name, seal, open }) => ({
      name,
      seal: (index: number) => seal(payloads[index] as Kind['payloads'][number]),
      open: (index: number) => open(sealed.get(name)?.[index] ?? ''),
    })),
  ];
  const times = work.map(() => ({ seal: [] as number[], open: [] as number[] }));
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    const turns = [...work.entries()];
    for (const [index, { seal, open }] of round % 2 === 0 ? turns : turns.reverse()) {
      times[index]?.seal.push(await microsecondsOf(seal, payloads.length));
      times[index]?.open.push(await microsecondsOf(open, payloads.length));
    }
  }
  const besideBare = (index: number, what: 'seal' | 'open') =>
    spreadBeside(
      times[index]?.[what].slice(WARM_UP_ROUNDS) ?? [],
      times[0]?.[what].slice(WARM_UP_ROUNDS) ?? [],
    );
  return work.map(({ name }, index) => ({
    kind,
    name,
    ...(sealed.has(name) && { length: sealed.get(name)?.[0]?.length ?? 0 }),
    seal: besideBare(index, 'seal'),
    open: besideBare(index, 'open'),
  }));
}

function alone(name: string, payloads: readonly ReturnType<typeof bareAes>[]) {
  const seal = (index: number) => payloads[index]?.seal();
  const open = (index: number) => payloads[index]?.open();
  return { name, seal, open };
}

type Work = (index: number) => unknown;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options: { type: 'minor' }) => void;

/** @throws {Error} if a program does not open what it sealed */
async function sealAll(
  { name, seal, open }: Contender,
  payloads: Kind['payloads'],
): Promise<readonly string[]> {
  const sealed: string[] = [];
  for (const payload of payloads) {
    const text = await seal(payload);
    if (!isDeepStrictEqual(await open(text), payload))
      throw new Error(`${name} does not open what it sealed.`);
    sealed.push(text);
  }
  return sealed;
}

/**
 * CPU of all threads for one call: WebCrypto works in another thread. The young garbage of the program before is collected first;
 * the own garbage counts. A full collection would also drop the compiled code of objects that do not live just then, and what is
 * measured would be the compiler.
 */
async function microsecondsOf(work: Work, count: number): Promise<number> {
  gc({ type: 'minor' });
  const before = process.cpuUsage();
  const startedAt = performance.now();
  let calls = 0;
  while (performance.now() - startedAt < BATCH_MS) {
    for (let index = 0; index < count; index++) {
      const result = work(index);
      if (result instanceof Promise) await result;
    }
    calls += count;
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

function spreadBeside(times: readonly number[], bare: readonly number[]): Measured {
  const shares = times.map((time, round) => (bare[round] ?? time) / time);
  return { ...spreadOf(times), bareShare: spreadOf(shares).median };
}
