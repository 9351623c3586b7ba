/** What views.open says of a trigger that has opened a modal before, and what the older dialog.open does (references). */
const EXCHANGED = new Set(['exchanged_trigger_id', 'trigger_exchanged']);

/** Whether a modal could not be opened because it is open already: what somebody did was delivered twice. */
export function isExchangedTrigger(error: unknown): boolean {
  return EXCHANGED.has((error as { data?: { error?: string } }).data?.error ?? '');
}
