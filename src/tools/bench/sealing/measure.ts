import { isDeepStrictEqual } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { median } from '../median.ts';
import { bareAes, type Contender, countersign, encryptionSdk, iron, jose, webCrypto } from './contenders.ts';
import { KINDS, type Kind } from './payloads.ts';

/** How one program does in one kind of payload. */
export interface Row {
  readonly kind: string;
  readonly name: string;
  /** In characters; missing for bare AES, which makes no text. */
  readonly length?: number;
  readonly seal: Spread;
  readonly open: Spread;
}

/** Microseconds of CPU for one call: the median of the rounds, and the fastest and slowest one. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

const ROUNDS = 11;
/** V8 compiles code that runs often, in other threads, whose time counts here. So the first rounds only warm up. */
const WARM_UP_ROUNDS = 5;
/** How long one program is measured in one round. */
const BATCH_MS = 50;

/** Measures each program in turn, round by round, so that what else the machine does falls on all of them. */
export async function measureSealing(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const kind of KINDS) rows.push(...(await measureKind(kind)));
  return rows;
}

async function measureKind({ name: kind, payloads }: Kind): Promise<Row[]> {
  const contenders = [countersign(), await webCrypto(), jose(), iron(), encryptionSdk()];
  const sealed = new Map<string, readonly string[]>();
  for (const contender of contenders) sealed.set(contender.name, await sealAll(contender, payloads));
  const bare = payloads.map(bareAes);
  const work: { name: string; seal: Work; open: Work }[] = [
    { name: 'AES-256-GCM alone', seal: (index) => bare[index]?.seal(), open: (index) => bare[index]?.open() },
    ...contenders.map(({ name, seal, open }) => ({
      name,
      seal: (index: number) => seal(payloads[index] as Kind['payloads'][number]),
      open: (index: number) => open(sealed.get(name)?.[index] ?? ''),
    })),
  ];
  const calls = await Promise.all(work.map(({ seal, open }) => ({ seal, open })));
  const times = work.map(() => ({ seal: [] as number[], open: [] as number[] }));
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    for (const [index, { seal, open }] of calls.entries()) {
      times[index]?.seal.push(await microsecondsOf(seal, payloads.length));
      times[index]?.open.push(await microsecondsOf(open, payloads.length));
    }
  }
  return work.map(({ name }, index) => ({
    kind,
    name,
    ...(sealed.has(name) && { length: sealed.get(name)?.[0]?.length ?? 0 }),
    seal: spreadOf(times[index]?.seal.slice(WARM_UP_ROUNDS) ?? []),
    open: spreadOf(times[index]?.open.slice(WARM_UP_ROUNDS) ?? []),
  }));
}

type Work = (index: number) => unknown;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

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
 * CPU of all threads for one call: WebCrypto works in another thread. The garbage of the program before is collected first; the
 * own garbage counts.
 */
async function microsecondsOf(work: Work, count: number): Promise<number> {
  collectGarbage();
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

function spreadOf(times: readonly number[]): Spread {
  return { median: median(times), least: Math.min(...times), most: Math.max(...times) };
}
