import { inTime } from '../approval/in-time.ts';
import type { FollowUp } from './follow-up.ts';
import type { SlackPorts } from './ports.ts';

/** Lets work go on after the answer to Slack. Returns false, and logs an error, if this cannot be started in time. */
export async function startFollowUp(
  work: FollowUp,
  { followUp, deadline, note, log }: Pick<SlackPorts, 'followUp' | 'deadline' | 'note' | 'log'>,
): Promise<boolean> {
  try {
    await inTime(deadline, followUp(work));
    note({ goes_on: true });
    return true;
  } catch (error) {
    log({ level: 'error', event: 'follow_up_failed', error });
    return false;
  }
}
