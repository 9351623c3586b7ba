import { randomUUID } from 'node:crypto';

/** The app, as it is registered in the tenant. */
export interface Registration {
  readonly tenantId: string;
  readonly appId: string;
  readonly appSecret: string;
}

/** A refusal in the format of Microsoft Entra ("Microsoft Entra authentication and authorization error codes"). */
export interface TokenRefusal {
  readonly status: 400 | 401;
  readonly body: {
    readonly error: string;
    readonly error_description: string;
    readonly error_codes: readonly number[];
    readonly [member: string]: unknown;
  };
}

/** The refusal of a request for an access token by client credentials, or undefined if the request is right. */
export function refuseTokenRequest(
  tenant: string,
  form: URLSearchParams,
  { tenantId, appId, appSecret }: Registration,
  now: Date,
): TokenRefusal | undefined {
  const refused = (status: 400 | 401, error: string, code: number, message: string): TokenRefusal => ({
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${message}`,
      error_codes: [code],
      timestamp: now.toISOString(),
      trace_id: randomUUID(),
      correlation_id: randomUUID(),
    },
  });
  if (tenant !== tenantId) return refused(400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`);
  if (form.get('grant_type') !== 'client_credentials') {
    return refused(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
  }
  if (form.get('scope') !== 'https://api.botframework.com/.default') {
    return refused(400, 'invalid_scope', 1002012, 'The provided value for scope is not valid.');
  }
  if (form.get('client_id') !== appId) {
    return refused(400, 'unauthorized_client', 700016, 'The application was not found in the directory.');
  }
  if (form.get('client_secret') !== appSecret) {
    return refused(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
  }
  return undefined;
}
