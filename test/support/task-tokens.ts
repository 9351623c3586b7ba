import { createHash } from 'node:crypto';

/**
 * A task token as Step Functions hands it out: base64 runs, the first of which ends in `=`, so that it stands in
 * the middle of the whole.
 *
 * @param length characters, a multiple of 4 from 8 on
 */
export function taskToken(length = 700, seed = 'token'): string {
  const first = 4 * Math.ceil(length / 8);
  return base64Run(first, `${seed} 1`) + base64Run(length - first, `${seed} 2`);
}

function base64Run(characters: number, seed: string): string {
  const outputLength = (characters / 4) * 3 - 1;
  return createHash('shake256', { outputLength }).update(seed).digest('base64');
}
