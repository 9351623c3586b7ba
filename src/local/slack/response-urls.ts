import { randomBytes } from 'node:crypto';

/** Whom a response_url answers, and where. */
export interface ResponseTarget {
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string | undefined;
  /** The message that was acted on. */
  readonly original?: { readonly ts: string; readonly isEphemeral: boolean };
}

export interface ResponseUrls {
  /** A new id. */
  readonly issue: (target: ResponseTarget) => string;
  /** Uses an id once more: its target, or why not, in Slack's words. */
  readonly use: (id: string) => ResponseTarget | 'used_url' | 'expired_url';
}

/** Slack: "Handling user interaction", message responses. */
const MAX_USES = 5;
const LIFETIME = 30 * 60 * 1000;

/** @param now milliseconds since 1970 */
export function createResponseUrls(now: () => number): ResponseUrls {
  const issued = new Map<string, { target: ResponseTarget; expiresAt: number; uses: number }>();
  return {
    issue(target) {
      const id = randomBytes(12).toString('hex');
      issued.set(id, { target, expiresAt: now() + LIFETIME, uses: 0 });
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
