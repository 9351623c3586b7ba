import { setTimeout as sleep } from 'node:timers/promises';
import type { Played, Sample } from './judge.ts';
import { KINDS, STANDING } from './kinds.ts';
import { ask, play, playUrls } from './play.ts';
import type { Stage } from './stage.ts';

export interface LoadOptions {
  readonly seconds: number;
  /** How many approvals are played at once. */
  readonly workers: number;
  /** How many approvals wait through the whole run, and are decided at its end. */
  readonly standing: number;
  /** Collects garbage. */
  readonly gc: () => void;
}

/** A run ends early if more goes wrong: each loss was waited for. */
const MOST_WRONG = 20;
const SAMPLES = 60;
const LEAST_BETWEEN_SAMPLES_MS = 250;

/** Plays approvals of all kinds until the time is over, and then lets those end that waited all the time. */
export async function playLoad(
  stage: Stage,
  { seconds, workers, standing, gc }: LoadOptions,
): Promise<{ played: Played[]; memory: Sample[] }> {
  const played: Played[] = [];
  const memory: Sample[] = [];
  let number = 0;
  const sample = () => {
    gc();
    memory.push({ heapBytes: process.memoryUsage().heapUsed, ended: played.length });
  };
  const next = () => {
    number += 1;
    return number;
  };

  sample();
  const deadline = performance.now() + seconds * 1_000;
  let lost = 0;
  const isBad = () => lost + stage.failures.length > MOST_WRONG;
  const isOver = () => performance.now() >= deadline || isBad();
  /** An error is a failure of the run, and not its end. */
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      stage.failures.push(String(error));
    }
  }

  function add(one: Played): void {
    played.push(one);
    if (one.lost.length > 0) lost += 1;
  }

  const waiting: Awaited<ReturnType<typeof ask>>[] = [];
  for (let left = standing; left > 0 && !isOver(); left -= 1) {
    await attempt(async () => waiting.push(await ask(stage, STANDING, next())));
  }

  // Each worker plays one approval, and there is a second sample, however slow the machine is.
  async function work(offset: number): Promise<void> {
    let turn = offset;
    do {
      const kind = KINDS[turn % (KINDS.length + 1)];
      await attempt(async () => add(await (kind ? play(stage, kind, next()) : playUrls(stage, next()))));
      turn += 1;
    } while (!isOver());
  }

  async function watchMemory(): Promise<void> {
    const pause = Math.max((seconds * 1_000) / SAMPLES, LEAST_BETWEEN_SAMPLES_MS);
    do {
      await sleep(pause);
      sample();
    } while (!isOver());
  }

  await Promise.all([...Array.from({ length: workers }, (_, index) => work(index)), watchMemory()]);
  const standingNow = waiting.values();
  async function decideStanding(): Promise<void> {
    for (const one of standingNow) {
      if (isBad()) return;
      await attempt(async () => add('decide' in one ? await one.decide() : one));
    }
  }
  await Promise.all(Array.from({ length: workers }, decideStanding));
  return { played, memory };
}
