import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { measure } from 'mitata';
import { createFakeKeyService } from '../../../test/support/fake-key-service.ts';
import { taskToken } from '../../../test/support/task-tokens.ts';
import type { Payload } from '../../callback/payload.ts';
import { createSealer } from '../../callback/seal.ts';
import { median } from './median.ts';

const ROUNDS = 9;

/** The payload of a typical link in an e-mail. */
const PAYLOAD: Payload = {
  token: taskToken(700),
  action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' }, confirm: true },
  transactionId: '00112233445566778899aabbccddeeff',
  expiresAt: 4_070_908_800,
  context: {
    locale: 'en',
    surface: 'email',
    execution: 'ApprovalEmails:7c1dba0e-2f9f-4ff5-b6ad-bd1e0fd5bc0c',
  },
};

export interface SealingCost {
  /** Microseconds to seal a payload and open it again, with a cached data key. */
  readonly microseconds: number;
  /** The share of AES-256-GCM in that time, for the same number of bytes. 1 means no overhead. */
  readonly ofPreparedKey: number;
  /** The same share when the key is given as raw bytes in each call, not as a prepared KeyObject. */
  readonly ofRawKey: number;
}

/** Measures sealing and opening a payload, and AES-256-GCM alone for the same number of bytes. */
export async function measureSealing(): Promise<SealingCost> {
  const { seal, open } = createSealer({ keys: createFakeKeyService() });
  const sealed = await seal(PAYLOAD);
  const bytes = randomBytes(Buffer.from(sealed.slice(2), 'base64url').length);
  const rawKey = randomBytes(32);
  const preparedKey = createSecretKey(rawKey);
  const rounds: SealingCost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ours = await measure(async () => open(await seal(PAYLOAD)));
    const prepared = await measure(() => throughCipher(bytes, preparedKey));
    const raw = await measure(() => throughCipher(bytes, rawKey));
    rounds.push({
      microseconds: ours.p50 / 1000,
      ofPreparedKey: prepared.p50 / ours.p50,
      ofRawKey: raw.p50 / ours.p50,
    });
  }
  const middle = (name: keyof SealingCost) => median(rounds.map((round) => round[name]));
  return {
    microseconds: middle('microseconds'),
    ofPreparedKey: middle('ofPreparedKey'),
    ofRawKey: middle('ofRawKey'),
  };
}

function throughCipher(bytes: Buffer, key: KeyObject | Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(cipher.getAuthTag());
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}
