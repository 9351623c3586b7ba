/** Codes of Node.js for a connection that was never there (Node.js: "Common system errors"; undici: "Errors"). */
const REFUSED: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whether no connection was made, so that the other side did not receive the request. */
export function wasRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return REFUSED.has(code) || wasRefused(error.cause);
}
