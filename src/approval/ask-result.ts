import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import type { Approval, ApprovalRequest } from './approval.ts';
import type { Wait } from './patience.ts';
import type { Failed, Missing, Unreached } from './reach.ts';
import type { Surface } from './surface.ts';
import { tellRequester } from './tell-requester.ts';

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

const TELL_WITHIN_MS = 3_000;

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
