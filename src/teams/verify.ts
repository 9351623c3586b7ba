import { errors, type JWTPayload, jwtVerify } from 'jose';
import { isObject } from '../callback/json.ts';
import type { IsServiceUrl } from './service-url.ts';
import { createSigningKeys } from './signing-keys.ts';

/** The rules of this file: Bot Service, "Authentication with the Bot Connector API". */
const CHANNEL = 'msteams';
/** How far the clocks may differ, in seconds. */
const CLOCK_SKEW_S = 300;

/** What a bot must be told to know that a delivery is for it, and from Teams. */
export interface VerifierOptions {
  readonly appId: string;
  readonly tenantId: string;
  readonly issuer: string;
  /** The OpenID metadata, which names the keys. */
  readonly openIdUrl: string;
  readonly isServiceUrl: IsServiceUrl;
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/** A delivery that is not from Teams, or not for this bot. The message contains nothing of the delivery. */
export class RefusedDelivery extends Error {
  override readonly name = 'RefusedDelivery';
  /** 401: the token is not valid. 403: it is, but not for this activity. */
  readonly status: 401 | 403;

  constructor(status: 401 | 403, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** A token that was issued for this bot and is valid now. It says nothing of the activity yet. */
interface VerifiedToken {
  /** @throws {RefusedDelivery} if the token was not issued for this activity, or the activity is not of our tenant */
  readonly assertFor: (activity: Readonly<Record<string, unknown>>) => void;
}

/**
 * Verifies the token of a delivery. The body is to be parsed only after that: the token does not sign it, and says only from
 * where it comes.
 *
 * @returns a function of the header `Authorization`; it throws RefusedDelivery, or another error if the keys cannot be loaded
 */
export function createVerifier(options: VerifierOptions) {
  const { appId, issuer, openIdUrl, now } = options;
  const keys = createSigningKeys(openIdUrl, now);
  return async (authorization: string | undefined): Promise<VerifiedToken> => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw new RefusedDelivery(401, 'There is no bearer token.');
    const known = await keys();
    try {
      const { payload, protectedHeader } = await jwtVerify(token, known, {
        issuer,
        audience: appId,
        algorithms: ['RS256'],
        clockTolerance: CLOCK_SKEW_S,
        requiredClaims: ['exp', 'nbf', 'serviceurl'],
        currentDate: new Date(now()),
      });
      const key = known.jwks()?.keys.find(({ kid }) => kid === protectedHeader.kid);
      const endorsements = key && 'endorsements' in key ? key.endorsements : undefined;
      return { assertFor: (activity) => assertFor(activity, payload, endorsements, options) };
    } catch (error) {
      if (isBadToken(error)) throw new RefusedDelivery(401, `The token is not valid: ${error.code}.`, error);
      throw error;
    }
  };
}

/** The errors of jose that say something about the token. The others say that the keys could not be loaded. */
const BAD_TOKEN = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
] as const;

function isBadToken(error: unknown): error is errors.JOSEError {
  return BAD_TOKEN.some((bad) => error instanceof bad);
}

function assertFor(
  activity: Readonly<Record<string, unknown>>,
  { serviceurl }: JWTPayload,
  endorsements: unknown,
  { tenantId, isServiceUrl }: VerifierOptions,
): void {
  const { channelId, serviceUrl } = activity;
  if (serviceUrl !== serviceurl) throw new RefusedDelivery(403, 'The token is for another service URL.');
  if (!isServiceUrl(serviceUrl)) throw new RefusedDelivery(403, 'The service URL is not of Teams.');
  if (channelId !== CHANNEL) throw new RefusedDelivery(403, 'The activity is not of Teams.');
  if (!Array.isArray(endorsements) || !endorsements.includes(CHANNEL)) {
    throw new RefusedDelivery(403, 'The key is not endorsed for Teams.');
  }
  if (!isOfTenant(activity, tenantId)) throw new RefusedDelivery(403, 'The activity is of another tenant.');
}

/** Both places that name a tenant must name ours. In a channel that is shared with another tenant they may differ. */
function isOfTenant(
  { channelData, conversation }: Readonly<Record<string, unknown>>,
  tenantId: string,
): boolean {
  const tenant = isObject(channelData) ? channelData.tenant : undefined;
  const named = [
    isObject(tenant) ? tenant.id : undefined,
    isObject(conversation) ? conversation.tenantId : undefined,
  ].filter((id) => id !== undefined);
  return named.length > 0 && named.every((id) => id === tenantId);
}
