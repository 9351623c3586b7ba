import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { executionReference } from './execution.ts';
import type { GetHistory, RecordedTask } from './history.ts';
import { messageOn } from './messages.ts';
import { startPatience, type Wait } from './patience.ts';
import type { ApprovalRequest } from './request.ts';
import type { Resolution } from './resolution.ts';
import type { Surface } from './surface.ts';

export interface AnnouncePorts {
  readonly getHistory: GetHistory;
  readonly surfaces: readonly Surface[];
  readonly locale: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly wait: Wait;
  readonly log: Log;
}

/** What was told; `ignored` where there was nothing to tell. */
export type Told = Readonly<{ status: Resolution['status'] | 'ignored' }>;

/** How a request ended, and where it was asked, as far as the history tells. */
interface Ended {
  readonly execution: string;
  readonly request: ApprovalRequest;
  readonly task: RecordedTask | undefined;
  readonly resolution: Resolution;
}

/**
 * Tells every surface. One that fails, or does not answer, does not stop the others.
 *
 * @throws {Refusal} NothingSent when every surface failed
 */
export async function announce(
  { execution, request, task, resolution }: Ended,
  { surfaces, wait, log }: AnnouncePorts,
): Promise<void> {
  const patiently = startPatience(wait);
  const told = await Promise.allSettled(
    surfaces.map(async (surface) =>
      patiently(surface.announce({ request, resolution, reference: messageOn(surface.name, task) })),
    ),
  );
  const failures = told.flatMap((result, index) =>
    result.status === 'rejected' ? [{ surface: surfaces[index]?.name, error: result.reason }] : [],
  );
  for (const failure of failures)
    log({ level: 'error', event: 'announce_failed', execution: executionReference(execution), ...failure });
  if (failures.length === surfaces.length) {
    throw new Refusal('NothingSent', 'The decision could not be announced: every surface failed.');
  }
}
