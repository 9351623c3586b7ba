import type { Environment } from '../../config.ts';
import type { HttpReply, HttpRequest } from '../../local/aws/protocol/http.ts';
import type { Service } from './services.ts';

/** What the ids of the secrets begin with. */
export const SECRETS = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:';

/** Sends a request to its service, and gives the answer. */
export async function forward(request: HttpRequest, service: Service, real: Environment): Promise<HttpReply> {
  if (service === 'secretsmanager') return secretValue(request, real);
  const { method, path, query, headers, body } = request;
  const url = new URL(path, baseOf(service, real));
  url.search = query.toString();
  const {
    host,
    connection,
    'content-length': length,
    'transfer-encoding': encoding,
    expect,
    ...kept
  } = headers;
  const response = await fetch(url, {
    method,
    headers: kept as Record<string, string>,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, headers: { 'content-type': type }, body: await response.text() };
}

function baseOf(service: Service, real: Environment): string | undefined {
  if (service === 'slack') return real.SLACK_API_URL;
  if (service === 'teams') return real.TEAMS_SERVICE_URL;
  return service === 'entra' ? real.TEAMS_AUTHORITY_URL : real.AWS_ENDPOINT_URL;
}

/** The embedded AWS has no Secrets Manager. */
function secretValue({ body }: HttpRequest, real: Environment): HttpReply {
  const secret = body.includes(`${SECRETS}teams`)
    ? { clientSecret: real.TEAMS_CLIENT_SECRET }
    : { botToken: real.SLACK_BOT_TOKEN, signingSecret: real.SLACK_SIGNING_SECRET };
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ Name: 'secret', SecretString: JSON.stringify(secret) }),
  };
}
