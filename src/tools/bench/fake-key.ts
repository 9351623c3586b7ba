import type { DataKey } from '../../callback/data-key.ts';

/** The key of the fake KMS. */
export const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/** Its only data key, also in the process that seals payloads for it. */
export const DATA_KEY: DataKey = {
  plaintext: Buffer.alloc(32, 'key'),
  encrypted: Buffer.alloc(184, 'encrypted'),
  keyArn: KEY_ARN,
};
