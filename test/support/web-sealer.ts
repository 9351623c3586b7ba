import { createSealer, type Sealer } from '../../src/callback/seal.ts';
import { createFakeKeyService } from './fake-key-service.ts';

/** A real sealer whose key service is this process's memory: another one's payloads do not open. */
export function createMemorySealer(): Sealer {
  return createSealer({ keys: createFakeKeyService() });
}

/** Another string of the same length: one character in the middle differs. */
export function tamper(sealed: string): string {
  const middle = Math.floor(sealed.length / 2);
  return `${sealed.slice(0, middle)}${sealed[middle] === 'A' ? 'B' : 'A'}${sealed.slice(middle + 1)}`;
}
