import type { Log } from '../log.ts';
import type { Sent } from './ask-in-turn.ts';
import { executionReference } from './execution.ts';
import type { GetHistory } from './history.ts';
import { startPatience, type Wait } from './patience.ts';
import { recordedTask } from './recorded-task.ts';
import type { ApprovalRequest } from './request.ts';

const SHOW_WITHIN_MS = 3_000;

/**
 * Brings the messages up to date where somebody has decided while another surface was still being asked. The execution
 * has gone on then, and announce-decision did not know of them: where they are, Step Functions learns, if at all, when
 * request-approval returns, so it does not wait long. What cannot be brought up to date is logged.
 */
export async function showDecisionMadeMeanwhile(
  asked: { execution: string; token: string; request: ApprovalRequest; sent: readonly Sent[] },
  { getHistory, wait, log }: { getHistory: GetHistory; wait: Wait; log: Log },
): Promise<void> {
  const { execution, token, request, sent } = asked;
  const patiently = startPatience(wait, SHOW_WITHIN_MS);
  const inTime: GetHistory = (which) => patiently(getHistory(which));
  const resolution = (await recordedTask(execution, { getHistory: inTime, log }, token))?.resolution;
  if (!resolution) return;
  await Promise.all(
    sent.map(async ({ surface, reference }) => {
      try {
        await patiently(Promise.resolve(surface.update?.({ request, resolution, reference })));
      } catch (error) {
        const what = { execution: executionReference(execution), surface: surface.name };
        log({ level: 'error', event: 'announce_failed', ...what, error });
      }
    }),
  );
}
