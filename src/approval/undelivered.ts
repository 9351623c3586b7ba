import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import type { Asked } from './ask-everywhere.ts';
import type { Failed } from './ask-in-turn.ts';
import type { Wait } from './patience.ts';
import type { ApprovalRequest } from './request.ts';
import type { Surface } from './surface.ts';
import { wordingFor } from './wording/index.ts';

const TELL_WITHIN_MS = 3_000;

/** Why nobody was asked, for people too: the history keeps it, and announce-decision tells whoever asked. */
export function undelivered(
  { failed, undecidable }: Pick<Asked, 'failed' | 'undecidable'>,
  request: ApprovalRequest,
): Refusal {
  const { nothingSent, notAskedOn } = wordingFor(request.locale);
  const sentences = [
    ...reasons(failed, request),
    ...undecidable.map(({ surface, sentence }) => notAskedOn(surface.name, sentence)),
  ];
  return new Refusal('NothingSent', [nothingSent, ...sentences].join(' '));
}

/** Somebody else was asked, and may still decide: whoever asked is told who was not, and why. */
export async function tellWhoAsked(
  failed: readonly Failed[],
  { request, transactionId }: { request: ApprovalRequest; transactionId: string },
  ports: { readonly surfaces: readonly Surface[]; readonly wait: Wait; readonly log: Log },
): Promise<void> {
  const sentence = [wordingFor(request.locale).partlySent, ...reasons(failed, request)].join(' ');
  const tell = async (surface: Surface) => {
    try {
      await surface.tellRequester?.(request, sentence);
    } catch (error) {
      ports.log({ level: 'error', event: 'tell_failed', transaction_id: transactionId, error });
    }
  };
  // The state machine has to be told where the messages are before Lambda ends the function.
  await Promise.race([Promise.all(ports.surfaces.map(tell)), ports.wait(TELL_WITHIN_MS)]);
}

function reasons(failed: readonly Failed[], request: ApprovalRequest): string[] {
  const { notAskedOn } = wordingFor(request.locale);
  return failed.map(({ surface, error }) => notAskedOn(surface.name, surface.explain?.(error, request)));
}
