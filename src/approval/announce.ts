import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { type Approval, lastRound, withoutTokens } from './approval.ts';
import { executionReference } from './execution.ts';
import { startPatience, type Wait } from './patience.ts';
import type { Surface } from './surface.ts';

/**
 * Tells on every surface how an approval ended, and tells its requester. A surface that fails, or does not answer, does
 * not stop the others.
 *
 * @throws {Refusal} NothingSent when every surface failed
 */
export async function announce(
  approval: Approval,
  { surfaces, wait, log }: { readonly surfaces: readonly Surface[]; readonly wait: Wait; readonly log: Log },
): Promise<void> {
  const patiently = startPatience(wait);
  const shown = withoutTokens(approval);
  const results = await Promise.allSettled(
    surfaces.map((surface) => patiently(announceOn(surface, shown, log))),
  );
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ surface: surfaces[index]?.name, error: result.reason }] : [],
  );
  const execution = executionReference(approval.execution);
  for (const failure of failures) log({ level: 'error', event: 'announce_failed', execution, ...failure });
  if (failures.length === surfaces.length) {
    throw new Refusal('NothingSent', 'The decision could not be announced: every surface failed.');
  }
}

async function announceOn(surface: Surface, approval: Approval, log: Log): Promise<void> {
  const ref = lastRound(approval).shown[surface.name];
  const results = await Promise.allSettled([
    surface.show(approval, undefined, ref),
    surface.tell?.(approval.request.requester, { approval, ref }),
  ]);
  const [failure, another] = results.flatMap((one) => (one.status === 'rejected' ? [one] : []));
  // A surface that cannot be reached at all fails once.
  if (another && String(another.reason) !== String(failure?.reason)) {
    const what = { execution: executionReference(approval.execution), surface: surface.name };
    log({ level: 'error', event: 'tell_failed', ...what, error: another.reason });
  }
  if (failure) throw failure.reason;
}
