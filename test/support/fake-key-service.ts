import { randomBytes } from 'node:crypto';
import type { DataKey, EncryptionContext, KeyService } from '../../src/callback/data-key.ts';
import { Refusal } from '../../src/callback/errors.ts';

export const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/5d146587-50f5-4171-80e0-7cdca027632d';

/** A key service in memory. Public arrays contain its calls. It refuses data keys of other key services. */
export interface FakeKeyService extends KeyService {
  readonly generated: DataKey[];
  readonly decrypted: Uint8Array[];
  generate(context?: EncryptionContext): Promise<DataKey>;
}

export function createFakeKeyService(newDataKey: () => DataKey = randomDataKey): FakeKeyService {
  const generated: DataKey[] = [];
  const decrypted: Uint8Array[] = [];
  return {
    generated,
    decrypted,
    async generate() {
      const dataKey = newDataKey();
      generated.push(dataKey);
      return dataKey;
    },
    async decrypt(encrypted) {
      decrypted.push(encrypted);
      const known = generated.find((dataKey) => Buffer.compare(dataKey.encrypted, encrypted) === 0);
      if (!known) throw new Refusal('InvalidPayload', 'not ours');
      return known.plaintext;
    },
  };
}

/** The encrypted key has 184 bytes, the same as a key of KMS. */
function randomDataKey(): DataKey {
  return { plaintext: randomBytes(32), encrypted: randomBytes(184), keyArn: KEY_ARN };
}
