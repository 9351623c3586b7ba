import { setTimeout } from 'node:timers/promises';

const PATIENCE = 60_000;
const PAUSE = 100;

/** The first value that is neither false nor undefined. A deployed system has to be asked again and again. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`In ${PATIENCE / 1000} seconds, ${what} did not come.`);
    await setTimeout(PAUSE);
  }
}
