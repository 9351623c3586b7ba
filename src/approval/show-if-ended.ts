import type { Log } from '../log.ts';
import { type Approval, ended, lastRound } from './approval.ts';
import { executionReference } from './execution.ts';
import type { GetHistory } from './history.ts';
import { startPatience, type Wait } from './patience.ts';
import { historyOrNone, resolutionOfToken } from './read-approvals.ts';
import type { Surface } from './surface.ts';

const SHOW_WITHIN_MS = 3_000;

/**
 * Brings the messages up to date where the approval ended while another surface was still being asked: announce-decision
 * did not know of them. Step Functions learns where they are only when request-approval returns, so this does not wait
 * long. What cannot be brought up to date is logged.
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
