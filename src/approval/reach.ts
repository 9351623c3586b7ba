import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import type { Approval, ApprovalRequest } from './approval.ts';
import type { Wait } from './patience.ts';
import type { Audience, NotAsked, Reach, Surface } from './surface.ts';
import { tellRequester } from './tell-requester.ts';

/** A surface where a person can decide. */
export interface Reached {
  readonly surface: Surface;
  readonly audiences: readonly Audience[];
}

/** A surface where no message was sent, and why. */
export interface Failed {
  readonly surface: Surface;
  readonly error: unknown;
}

/** A surface where no person can decide, and why, for people. */
export interface Unreached {
  readonly surface: Surface;
  readonly obstacle: string;
}

/** An approver whom no surface can reach, and why not. */
export interface Missing {
  readonly approver: string;
  readonly reasons: readonly { readonly surface: Surface; readonly reason: string | undefined }[];
  /** The requester, who must not decide. */
  readonly isExcluded: boolean;
}

/** What a surface answered about the approvers whom it cannot reach. */
interface Answered extends Pick<Reach, 'unreachable' | 'excluded'> {
  readonly surface: Surface;
}

/**
 * Asks all surfaces at once who can decide there. One that fails does not stop the others.
 *
 * @param requestOn what a surface asks
 */
export async function findReach(
  requestOn: (surface: Surface) => ApprovalRequest,
  surfaces: readonly Surface[],
) {
  const reached: Reached[] = [];
  const unreached: Unreached[] = [];
  const failed: Failed[] = [];
  const answers: Answered[] = [];
  const all = await Promise.allSettled(surfaces.map(async (surface) => surface.reach(requestOn(surface))));
  for (const [index, surface] of surfaces.entries()) {
    const answer = all[index];
    if (answer?.status !== 'fulfilled') {
      failed.push({ surface, error: answer?.reason });
      continue;
    }
    const { audiences, obstacle } = answer.value;
    answers.push({ ...answer.value, surface });
    if (obstacle === undefined) reached.push({ surface, audiences });
    else unreached.push({ surface, obstacle });
  }
  return { reached, unreached, failed, answers };
}

/**
 * The approvers whom none of these surfaces reaches.
 *
 * @param notAsked the approvers whose messages failed, where messages were sent
 */
export function missingApprovers(
  { policy: { approvers = [] } }: ApprovalRequest,
  answers: readonly Answered[],
  notAsked: readonly (Failed & NotAsked)[] = [],
): readonly Missing[] {
  return approvers.flatMap((approver) => {
    const reasons = answers.flatMap(({ surface, unreachable }) => {
      const failed = notAsked.find((one) => one.surface === surface && one.approver === approver);
      if (failed) return [{ surface, reason: failed.reason }];
      return unreachable?.has(approver) ? [{ surface, reason: unreachable.get(approver) }] : [];
    });
    if (reasons.length < answers.length) return [];
    return [{ approver, reasons, isExcluded: answers.some(({ excluded }) => excluded?.has(approver)) }];
  });
}

/** Whether these are all approvers that a request names. */
export function isEveryApprover(missing: readonly Missing[], { policy }: ApprovalRequest): boolean {
  return missing.length > 0 && missing.length === policy.approvers?.length;
}

const TELL_WITHIN_MS = 3_000;

/** The result of asking. */
export interface Asked {
  /** With the messages that were sent. */
  readonly approval: Approval;
  /** Where the messages are that were sent now, by surface. */
  readonly messages: Readonly<Record<string, unknown>>;
  readonly failed: readonly Failed[];
  /** Filled only if no message was sent on any surface where a person can decide. */
  readonly unreached: readonly Unreached[];
  readonly missing: readonly Missing[];
  /** true: nothing was sent, and the same request may be sent later. */
  readonly mayTryAgain: boolean;
}

/** Why no person was asked, in words: the history keeps it, and tell-outcome tells the requester. */
export function undelivered({ approval, failed, unreached, missing, mayTryAgain }: Asked): Refusal {
  const { request } = approval;
  const { nothingSent, notAskedOn } = wordingFor(request.locale);
  const sentences = [
    ...reasons(failed, request),
    ...unreached.map(({ surface, obstacle }) => notAskedOn(surface.name, obstacle)),
    ...unreachableSentences(missing, request),
  ];
  const code = mayTryAgain ? 'Countersign.TryAgain' : 'NothingSent';
  return new Refusal(code, [nothingSent, ...sentences].join(' '));
}

/** Whether it is not known of any message that it arrived. */
export function isOnlyAccepted(messages: Asked['messages'], surfaces: readonly Surface[]): boolean {
  const shown = surfaces.filter(({ name }) => Object.hasOwn(messages, name));
  return shown.length > 0 && shown.every(({ onlyAccepts }) => onlyAccepts);
}

/** Tells the requester which surfaces failed, which approvers cannot be reached, and why; also if all messages were only accepted. */
export async function tellWhoWasNotAsked(
  { approval, messages, failed, missing }: Asked,
  ports: { readonly surfaces: readonly Surface[]; readonly wait: Wait; readonly log: Log },
): Promise<void> {
  const { request } = approval;
  const { partlySent, onlyAccepted } = wordingFor(request.locale);
  const notAsked = [
    ...reasons(failed, request),
    ...unreachableSentences(
      missing.filter(({ isExcluded }) => !isExcluded),
      request,
    ),
  ];
  const sentence = [
    ...(notAsked.length > 0 ? [partlySent, ...notAsked] : []),
    ...(isOnlyAccepted(messages, ports.surfaces) ? [onlyAccepted] : []),
  ].join(' ');
  if (!sentence) return;
  const telling = tellRequester(approval, () => ({ approval, sentence }), ports);
  // The state machine has to learn where the messages are before Lambda ends the function.
  await Promise.race([telling, ports.wait(TELL_WITHIN_MS)]);
}

function reasons(failed: readonly Failed[], request: ApprovalRequest): string[] {
  const { notAskedOn } = wordingFor(request.locale);
  return failed.map(({ surface, error }) => notAskedOn(surface.name, surface.explain?.(error, request)));
}

function unreachableSentences(missing: readonly Missing[], request: ApprovalRequest): string[] {
  const { unreachable, notAskedOn } = wordingFor(request.locale);
  return missing.map(({ approver, reasons }) =>
    unreachable(
      approver,
      reasons.map(({ surface, reason }) => notAskedOn(surface.name, reason)),
    ),
  );
}
