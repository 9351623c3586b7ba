import { randomBytes } from 'node:crypto';
import { createNewest } from '../newest.ts';

/** The person and the place that a response_url belongs to. */
export interface ResponseTarget {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string | undefined;
  /** The message that the person acted on. */
  readonly original?: { readonly ts: string; readonly isEphemeral: boolean };
}

export interface ResponseUrls {
  /** Returns a new id for a response_url. */
  readonly issue: (target: ResponseTarget) => string;
  /** Uses an id once. Returns its target, or Slack's error if the id is used up or expired. */
  readonly use: (id: string) => ResponseTarget | 'used_url' | 'expired_url';
}

/** A response_url works 5 times within 30 minutes (Slack: "Handling user interaction", message responses). */
const MAX_USES = 5;
const LIFETIME_MS = 30 * 60 * 1000;

interface Issued {
  readonly target: ResponseTarget;
  readonly expiresAt: number;
  uses: number;
}

/**
 * @param now milliseconds since 1970
 * @param keep how many response_urls stay
 */
export function createResponseUrls(now: () => number, keep: number): ResponseUrls {
  const issued = createNewest<Issued>({ limit: keep });
  return {
    issue(target) {
      const id = randomBytes(12).toString('hex');
      issued.set(id, { target, expiresAt: now() + LIFETIME_MS, uses: 0 });
      return id;
    },
    use(id) {
      const found = issued.get(id);
      if (!found || found.expiresAt <= now()) return 'expired_url';
      found.uses += 1;
      return found.uses > MAX_USES ? 'used_url' : found.target;
    },
  };
}
