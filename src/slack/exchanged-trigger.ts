/** Whether a modal could not be opened because it is open already: what somebody did was delivered twice. */
export function isExchangedTrigger(error: unknown): boolean {
  return (error as { data?: { error?: string } }).data?.error === 'trigger_exchanged';
}
