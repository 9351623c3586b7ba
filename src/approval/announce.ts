import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { type Approval, ended, lastRound, withoutTokens } from './approval.ts';
import { executionReference } from './execution.ts';
import type { GetHistory } from './history.ts';
import { startPatience, type Wait } from './patience.ts';
import { historyOrNone, resolutionOfToken } from './read-approvals.ts';
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
  // Where both failed for the same reason, one line is enough.
  if (another && String(another.reason) !== String(failure?.reason)) {
    const what = { execution: executionReference(approval.execution), surface: surface.name };
    log({ level: 'error', event: 'tell_failed', ...what, error: another.reason });
  }
  if (failure) throw failure.reason;
}

const SHOW_WITHIN_MS = 3_000;

/**
 * Updates the messages if the approval ended while request-approval was still asking another surface. announce-decision
 * did not know these messages then: Step Functions stores their places only when request-approval returns. Waits 3
 * seconds at most. Logs an error for a message that it cannot update.
 */
export async function showIfEnded(
  approval: Approval,
  token: string,
  ports: {
    readonly surfaces: readonly Surface[];
    readonly getHistory: GetHistory;
    readonly wait: Wait;
    readonly log: Log;
  },
): Promise<void> {
  const { surfaces, getHistory, wait, log } = ports;
  const { execution } = approval;
  const { shown } = lastRound(approval);
  const patiently = startPatience(wait, SHOW_WITHIN_MS);
  const inTime: GetHistory = (which) => patiently(getHistory(which));
  const resolution = resolutionOfToken(await historyOrNone(execution, { getHistory: inTime, log }), token);
  if (!resolution) return;
  const show = async (surface: Surface) => {
    try {
      await patiently(surface.show(ended(approval, resolution), undefined, shown[surface.name]));
    } catch (error) {
      const what = { execution: executionReference(execution), surface: surface.name };
      log({ level: 'error', event: 'announce_failed', ...what, error });
    }
  };
  await Promise.all(surfaces.filter(({ name, inPlace }) => inPlace && Object.hasOwn(shown, name)).map(show));
}
