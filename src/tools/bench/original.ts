import { execFile } from 'node:child_process';
import path from 'node:path';
import { FUNCTION_ENVIRONMENT } from '../../../test/support/function-environment.ts';
import { KEY_ARN } from './fake-key.ts';

/** The row whose event the original takes too. */
export const CREATE_URLS = 'create-urls: two URLs';

/** A checkout of sfn-callback-urls, and a Python that has its packages. */
export interface Original {
  readonly checkout: string;
  readonly python: string;
}

const WITHIN_MS = 300_000;

/**
 * The CPU time of create-urls of the Python original, from the event to the response, in milliseconds. It asks KMS for a data key
 * for each URL; a fake KMS answers at once, in another process.
 *
 * @param event the input of create-urls
 * @param cloud the URL of the fake KMS
 */
export function measureOriginal(
  { checkout, python }: Original,
  event: object,
  cloud: string,
): Promise<number> {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = FUNCTION_ENVIRONMENT;
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: cloud,
    AWS_DEFAULT_REGION: AWS_REGION,
    AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY,
    KEY_ARN,
    ENABLE_OUTPUT_PARAMETERS: 'false',
    ENABLE_POST_ACTIONS: 'false',
    API_ID: 'gy415nuibc',
    STAGE: 'v1',
  };
  const args = [path.join(import.meta.dirname, 'original.py'), path.resolve(checkout)];
  return new Promise((resolve, reject) => {
    const child = execFile(python, args, { env, timeout: WITHIN_MS }, (error, printed) => {
      if (error) reject(error);
      else resolve(Number(printed) * 1000);
    });
    child.stdin?.end(JSON.stringify(event));
  });
}
