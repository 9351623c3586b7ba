import { KMSClient } from '@aws-sdk/client-kms';
import { clientOptions } from '../aws/client-options.ts';
import { createKeyService } from '../aws/kms.ts';
import { createSealer } from '../callback/seal.ts';
import type { Environment } from '../config.ts';

/** The sealer of a function: its data keys come from the KMS key. */
export function kmsSealer(env: Environment, keyId: string) {
  return createSealer({ keys: createKeyService(new KMSClient(clientOptions(env)), keyId) });
}
