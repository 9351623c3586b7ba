import { isObject } from '../callback/json.ts';
import { ConnectorError } from './connector-error.ts';
import { callTeams, type HttpOptions } from './http.ts';

/** A token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 5 * 60 * 1000;

export interface TokenOptions extends HttpOptions {
  readonly appId: string;
  readonly tenantId: string;
  /** Called for each new token, so that a rotated secret takes effect. */
  readonly clientSecret: () => Promise<string>;
  /** Such as `https://login.microsoftonline.com`. */
  readonly authorityUrl: string;
  /** Such as `https://api.botframework.com/.default`. */
  readonly scope: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/** A token with which the bot calls Teams. */
export interface AccessToken {
  readonly value: string;
  /** Teams did not accept the token. The next call gets a new one, unless another call has got it already. */
  readonly forget: () => void;
}

/** Gets a token by client credentials of OAuth 2.0 (RFC 6749, section 4.4), and keeps it until shortly before its end. */
export function createAccessToken(options: TokenOptions): () => Promise<AccessToken> {
  const { now } = options;
  let kept: Promise<Issued> | undefined;
  const forget = (issued: Promise<Issued>) => {
    if (kept === issued) kept = undefined;
  };
  const renew = () => {
    const issued = issue(options);
    kept = issued;
    issued.catch(() => forget(issued));
    return issued;
  };
  return async () => {
    const current = kept;
    const used = current && (await current).until > now() ? current : renew();
    return { value: (await used).token, forget: () => forget(used) };
  };
}

interface Issued {
  readonly token: string;
  /** Milliseconds since 1970 */
  readonly until: number;
}

async function issue(options: TokenOptions): Promise<Issued> {
  const { appId, tenantId, clientSecret, authorityUrl, scope, now } = options;
  const startedAt = now();
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: appId,
    client_secret: await clientSecret(),
    scope,
  });
  const call = {
    what: 'Entra ID, POST token',
    url: `${authorityUrl.replace(/\/+$/, '')}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    init: { method: 'POST', body },
    harmlessTwice: true,
  };
  const issued = await callTeams(call, options).catch((error: unknown) => {
    throw error instanceof ConnectorError ? new NoTokenError(error) : error;
  });
  if (!isObject(issued) || typeof issued.access_token !== 'string') {
    throw new Error('The authority answered without a token.');
  }
  const lifetime = Number(issued.expires_in) * 1000 || 0;
  return { token: issued.access_token, until: startedAt + lifetime - RENEW_BEFORE_MS };
}

/** The authority gives no token: the client secret expired or is wrong, or the app does not exist in the tenant. */
class NoTokenError extends ConnectorError {
  constructor(cause: ConnectorError) {
    super('Entra ID gives the bot no token', 401, cause.code);
    this.cause = cause;
  }
}
