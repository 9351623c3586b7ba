import { createHash } from 'node:crypto';

/**
 * A task token in the format of Step Functions: several base64 runs. The first run ends with `=`, so the token has `=`
 * in its middle.
 *
 * @param length in characters, a multiple of 4, at least 8
 */
export function taskToken(length = 700, seed = 'token'): string {
  const first = 4 * Math.ceil(length / 8);
  return base64Run(first, `${seed} 1`) + base64Run(length - first, `${seed} 2`);
}

function base64Run(characters: number, seed: string): string {
  const outputLength = (characters / 4) * 3 - 1;
  return createHash('shake256', { outputLength }).update(seed).digest('base64');
}
