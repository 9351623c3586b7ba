import type { Log } from '../log.ts';
import type { Sent } from './ask-in-turn.ts';
import { executionReference } from './execution.ts';
import type { GetHistory } from './history.ts';
import { recordedTask } from './recorded-task.ts';
import type { ApprovalRequest } from './request.ts';

/**
 * Brings the messages up to date where somebody has decided while another surface was still being asked. The execution
 * has gone on then, and announce-decision did not know of them: where they are, Step Functions learns, if at all, when
 * request-approval returns. What cannot be brought up to date is logged.
 */
export async function showDecisionMadeMeanwhile(
  asked: { execution: string; token: string; request: ApprovalRequest; sent: readonly Sent[] },
  ports: { getHistory: GetHistory; log: Log },
): Promise<void> {
  const { execution, token, request, sent } = asked;
  const resolution = (await recordedTask(execution, ports, token))?.resolution;
  if (!resolution) return;
  await Promise.all(
    sent.map(async ({ surface, reference }) => {
      try {
        await surface.update?.({ request, resolution, reference });
      } catch (error) {
        const what = { execution: executionReference(execution), surface: surface.name };
        ports.log({ level: 'error', event: 'announce_failed', ...what, error });
      }
    }),
  );
}
