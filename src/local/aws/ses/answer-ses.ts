import { isObject, parseJson } from '../../json.ts';
import { AwsError, malformed, unsupported } from '../protocol/aws-error.ts';
import type { HttpReply, HttpRequest } from '../protocol/http.ts';
import { sendEmail } from './send-email.ts';
import type { Ses } from './ses.ts';

/** Whether the request is for the REST API of SES, version 2. */
export function isSesRequest({ path }: HttpRequest): boolean {
  return path.startsWith('/v2/email/');
}

/** Answers `POST /v2/email/outbound-emails` (SendEmail) and `GET /v2/email/identities/{name}` (GetEmailIdentity). */
export async function answerSes(ses: Ses, { method, path, body }: HttpRequest): Promise<HttpReply> {
  const identity = /^\/v2\/email\/identities\/([^/]+)$/.exec(path)?.[1];
  if (method === 'GET' && identity) return reply(getEmailIdentity(ses, decodeURIComponent(identity)));
  if (method !== 'POST' || path !== '/v2/email/outbound-emails') throw unsupported(`SES's ${method} ${path}`);
  const members = parseJson(body.toString());
  if (!isObject(members)) throw malformed('The request body is not a JSON object.');
  return reply(await sendEmail(ses)(members));
}

/** An identity of the embedded stack is always verified. */
function getEmailIdentity(ses: Ses, identity: string) {
  if (!ses.hasIdentity(identity)) {
    throw new AwsError('NotFoundException', `Email identity <${identity}> does not exist.`, 404);
  }
  return {
    IdentityType: identity.includes('@') ? 'EMAIL_ADDRESS' : 'DOMAIN',
    VerifiedForSendingStatus: true,
    VerificationStatus: 'SUCCESS',
  };
}

function reply(result: unknown): HttpReply {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(result) };
}
