import { readFileSync } from 'node:fs';
import { KMS } from '@aws-sdk/client-kms';
import { expect, onTestFinished, test } from 'vitest';
import { sealThroughFunction } from '../../src/aws/create-urls-function.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createOriginalCreateUrls } from '../support/original-create-urls.ts';

const HOUR = 3_600;

/** A sealer through the function of sfn-callback-urls 1.1.0. */
async function originalFunction() {
  const { endpoint, functions } = await startEmbeddedAws();
  const options = {
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  };
  const kms = new KMS(options);
  onTestFinished(() => kms.destroy());
  const original = createOriginalCreateUrls(kms, endpoint.kmsKeyArn);
  functions.original = original.handler;
  const seal = sealThroughFunction(options, 'original');
  return {
    requests: original.requests,
    sealUntil: (expiresAt: number) =>
      seal([{ token: 'AAAA', action: { name: 'go', type: 'heartbeat' }, transactionId: '', expiresAt }]),
  };
}

test.each<[string, number, object | undefined]>([
  ['the future', HOUR, undefined],
  ['the past', -HOUR, { code: 'InvalidDate' }],
])(
  'CREATE_URLS_FUNCTION of sfn-callback-urls 1.1.0 is asked once about a date in %s',
  async (_, after, refusal) => {
    const { sealUntil, requests } = await originalFunction();
    const sealing = sealUntil(Math.floor(Date.now() / 1000) + after);
    if (refusal) await expect(sealing).rejects.toMatchObject(refusal);
    else expect(await sealing).toMatchObject([{ action: 'go', sealed: expect.stringMatching(/^2-/) }]);
    expect(requests).toHaveLength(1);
  },
);

test.each<[string, string]>([
  ['README.md', 'pin 1.10.1'],
  ['docs/migrating-from-sfn-callback-urls.md', 'aws-encryption-sdk==1.10.1'],
])('%s names the version of the AWS Encryption SDK with which 1.1.0 starts', (page, words) => {
  expect(readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')).toContain(words);
});
