import type { Context } from '../callback/payload.ts';
import type { SurfaceName } from './decision.ts';
import type { ApprovalRequest } from './request.ts';
import type { Resolution } from './resolution.ts';

/**
 * The longest value of a Slack button, in characters (Block Kit reference). A payload that was sealed for Slack and
 * fits one is for the button, and no link: Slack knows who presses.
 */
export const LONGEST_BUTTON = 2_000;

/** A request that is being sent: the request itself and how to decide on it. */
export interface Ask {
  readonly request: ApprovalRequest;
  /** Makes callback URLs, by action name, with what their page shows and for whom they are. */
  readonly mint: Mint;
  readonly expiresAt?: Date;
}

export type Mint = (context: Context) => Promise<Readonly<Record<string, string>>>;

/** A request that ended. */
export interface Announcement {
  readonly request: ApprovalRequest;
  readonly resolution: Resolution;
  /** What `ask` returned for this surface, if the history still tells it. */
  readonly reference: unknown;
}

/** A place where people see requests. Its functions reject when the message did not get through. */
export interface Surface {
  readonly name: SurfaceName;
  /** Whether a GET of its links shows a page first. */
  readonly confirm: boolean;
  /** @returns where the message is, as JSON; the execution history keeps it for `announce` */
  ask(ask: Ask): Promise<unknown>;
  /**
   * Why nobody who may decide a request could do so here, and what to do, in its language; undefined where somebody could.
   * People are told of such a request here all the same.
   */
  undecidable?(request: ApprovalRequest): Promise<string | undefined>;
  announce(announcement: Announcement): Promise<void>;
  /** Brings the message up to date, where one can be, and tells nobody. */
  update?(announcement: Announcement): Promise<void>;
  /** What to do about an error of `ask`, in the language of the request; undefined where nobody knows. */
  explain?(error: unknown, request: ApprovalRequest): string | undefined;
  /** Tells whoever asked, and nobody else, where that is known. */
  tellRequester?(request: ApprovalRequest, sentence: string): Promise<void>;
}
