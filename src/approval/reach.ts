import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import type { Approval, ApprovalRequest } from './approval.ts';
import type { Failed, Wait } from './patience.ts';
import type { Audience, Surface } from './surface.ts';

/** A surface where a person can decide. */
export interface Reached {
  readonly surface: Surface;
  readonly audiences: readonly Audience[];
}

/** A surface where no person can decide, and why, for people. */
export interface Unreached {
  readonly surface: Surface;
  readonly obstacle: string;
}

/** Asks each surface who can decide there. One that fails does not stop the others. */
export async function findReach(request: ApprovalRequest, surfaces: readonly Surface[]) {
  const reached: Reached[] = [];
  const unreached: Unreached[] = [];
  const failed: Failed[] = [];
  for (const surface of surfaces) {
    try {
      const { audiences, obstacle } = await surface.reach(request);
      if (obstacle === undefined) reached.push({ surface, audiences });
      else unreached.push({ surface, obstacle });
    } catch (error) {
      failed.push({ surface, error });
    }
  }
  return { reached, unreached, failed };
}

const TELL_WITHIN_MS = 3_000;

/** The result of asking. */
export interface Asked {
  /** With the messages that were sent. */
  readonly approval: Approval;
  readonly failed: readonly Failed[];
  /** Filled only if no message was sent on any surface where a person can decide. */
  readonly unreached: readonly Unreached[];
}

/** Why no person was asked, in words: the history keeps it, and announce-decision tells the requester. */
export function undelivered({ approval, failed, unreached }: Asked): Refusal {
  const { request } = approval;
  const { nothingSent, notAskedOn } = wordingFor(request.locale);
  const sentences = [
    ...reasons(failed, request),
    ...unreached.map(({ surface, obstacle }) => notAskedOn(surface.name, obstacle)),
  ];
  return new Refusal('NothingSent', [nothingSent, ...sentences].join(' '));
}

/** Tells the requester which surfaces failed, and why. Approvers on the other surfaces can still decide. */
export async function tellWhoWasNotAsked(
  approval: Approval,
  failed: readonly Failed[],
  ports: { readonly surfaces: readonly Surface[]; readonly wait: Wait; readonly log: Log },
): Promise<void> {
  const { id, request } = approval;
  const sentence = [wordingFor(request.locale).partlySent, ...reasons(failed, request)].join(' ');
  const tell = async (surface: Surface) => {
    try {
      await surface.tell?.(request.requester, { approval, sentence });
    } catch (error) {
      ports.log({ level: 'error', event: 'tell_failed', transaction_id: id, surface: surface.name, error });
    }
  };
  // The state machine has to learn where the messages are before Lambda ends the function.
  await Promise.race([Promise.all(ports.surfaces.map(tell)), ports.wait(TELL_WITHIN_MS)]);
}

function reasons(failed: readonly Failed[], request: ApprovalRequest): string[] {
  const { notAskedOn } = wordingFor(request.locale);
  return failed.map(({ surface, error }) => notAskedOn(surface.name, surface.explain?.(error, request)));
}
