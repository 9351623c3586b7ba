/** Waits for so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

/** After this a surface failed: Lambda ends the function after 30 seconds, whoever was told elsewhere. */
const PATIENCE_MS = 20_000;

/** What a surface answers, unless it does not in time. */
export function patiently<T>(answer: Promise<T>, wait: Wait): Promise<T> {
  return Promise.race([answer, giveUp(wait)]);
}

async function giveUp(wait: Wait): Promise<never> {
  await wait(PATIENCE_MS);
  throw new Error(`There was no answer within ${PATIENCE_MS} ms.`);
}
