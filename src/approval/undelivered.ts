import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import type { Asked } from './ask-everywhere.ts';
import { type Failed, HEAD_START_MS } from './ask-in-turn.ts';
import type { ApprovalRequest } from './request.ts';
import type { Surface } from './surface.ts';
import { wordingFor } from './wording/index.ts';

/** Why nobody was asked, for people too: the history keeps it, and announce-decision tells whoever asked. */
export function undelivered(
  { failed, undecidable }: Pick<Asked, 'failed' | 'undecidable'>,
  request: ApprovalRequest,
): Refusal {
  const invalid = failed.map(({ error }) => error).find(isInvalidRequest);
  if (invalid) return invalid;
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
  ports: {
    readonly surfaces: readonly Surface[];
    readonly wait: (milliseconds: number) => Promise<void>;
    readonly log: Log;
  },
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
  await Promise.race([Promise.all(ports.surfaces.map(tell)), ports.wait(HEAD_START_MS)]);
}

function reasons(failed: readonly Failed[], request: ApprovalRequest): string[] {
  const { notAskedOn } = wordingFor(request.locale);
  return failed.map(({ surface, error }) => notAskedOn(surface.name, reason(error, surface, request)));
}

/** An error of AWS or Slack is for the log; a refusal of ours says what to do. */
function reason(error: unknown, surface: Surface, request: ApprovalRequest): string | undefined {
  return surface.explain?.(error, request) ?? (error instanceof Refusal ? error.message : undefined);
}

function isInvalidRequest(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code === 'InvalidRequest';
}
