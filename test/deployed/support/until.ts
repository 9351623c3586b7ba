import { setTimeout } from 'node:timers/promises';

const PATIENCE = 60_000;
const PAUSE = 100;

/** Calls `look` until it returns a value other than false and undefined, and returns that value. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline)
      throw new Error(`Waited ${PATIENCE / 1000} seconds for ${what} without success.`);
    await setTimeout(PAUSE);
  }
}
