/** What Slack's Web API says is wrong, such as `not_in_channel`; undefined for an error of another kind. */
export function errorCodeOf(error: unknown): string | undefined {
  return (error as { data?: { error?: string } } | undefined)?.data?.error;
}
