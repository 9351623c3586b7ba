import { isObject } from '../callback/json.ts';

/** Teams, or the service that gives tokens, did not do what was asked, and will not do it later. */
export class ConnectorError extends Error {
  override readonly name = 'ConnectorError';
  /** The HTTP status. */
  readonly status: number;
  /** The code in the body of the answer, such as `BotNotInConversationRoster`. */
  readonly code: string | undefined;

  /** @param what the place that answered and what it was asked, without ids */
  constructor(what: string, status: number, code: string | undefined) {
    super(`${what}: HTTP ${status}${code ? ` ${code}` : ''}.`);
    this.status = status;
    this.code = code;
  }
}

/** A code has no spaces. A description could contain what was sent. */
const CODE = /^[\w.-]{1,80}$/;

/**
 * The code in the body of an answer: `{"error": {"code": "…"}}` of Teams, or `{"error": "invalid_client", "error_codes":
 * [7000222]}` of Entra ID, which becomes `AADSTS7000222`.
 */
export function codeIn(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { error, error_codes: numbers } = body;
  const number: unknown = Array.isArray(numbers) ? numbers[0] : undefined;
  const code = typeof number === 'number' ? `AADSTS${number}` : isObject(error) ? error.code : error;
  return typeof code === 'string' && CODE.test(code) ? code : undefined;
}
