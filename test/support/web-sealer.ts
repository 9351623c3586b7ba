import { createSealer, type LinkSealer } from '../../src/callback/seal.ts';
import { createFakeKeyService } from './fake-key-service.ts';

/** A real sealer with a key service in memory. It cannot open payloads of another such sealer. */
export function createMemorySealer(): LinkSealer {
  return createSealer({ keys: createFakeKeyService() });
}

/** Changes one character in the middle of a string. */
export function tamper(sealed: string): string {
  const middle = Math.floor(sealed.length / 2);
  return `${sealed.slice(0, middle)}${sealed[middle] === 'A' ? 'B' : 'A'}${sealed.slice(middle + 1)}`;
}
