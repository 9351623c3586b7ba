import { GetEmailIdentityCommand, type SESv2Client, SESv2ServiceException } from '@aws-sdk/client-sesv2';
import type { StandingOf } from '../deployment/sender.ts';

/**
 * Returns a function that looks an identity up in SES, in the region of the client.
 *
 * `VerifiedForSendingStatus` is what SES itself asks when it sends; `VerificationStatus` is only its progress (API reference of
 * GetEmailIdentity).
 */
export function createStandingOf(client: SESv2Client): StandingOf {
  return async (identity) => {
    try {
      const found = await client.send(new GetEmailIdentityCommand({ EmailIdentity: identity }));
      return found.VerifiedForSendingStatus ? 'verified' : 'unverified';
    } catch (error) {
      if (error instanceof SESv2ServiceException && error.name === 'NotFoundException') return 'missing';
      throw error;
    }
  };
}
