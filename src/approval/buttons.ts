import type { Payload } from '../callback/payload.ts';
import type { SealActions } from '../callback/url.ts';
import { type Approval, waitsUntil } from './approval.ts';
import { executionReference } from './execution.ts';
import { actionsOf } from './request.ts';
import type { Audience, Button, Surface } from './surface.ts';

/**
 * Makes the buttons of an approval on a surface: for each audience, one button for each answer. The request's policy is
 * sealed into each.
 *
 * @param token the task token of the round
 * @throws {Refusal} UrlTooLong
 */
export async function sealButtons(
  approval: Approval,
  token: string,
  { name, confirm }: Pick<Surface, 'name' | 'confirm'>,
  audiences: readonly Audience[],
  seal: SealActions,
): Promise<readonly Button[]> {
  const { id: transactionId, request, execution } = approval;
  const until = waitsUntil(approval);
  const sealFor = async (audience: Audience) => {
    const context = {
      ...request.policy,
      ...audience,
      locale: request.locale,
      surface: name,
      execution: executionReference(execution),
    };
    const payloads = actionsOf(request).map(
      (action): Payload => ({
        token,
        action: confirm ? { ...action, confirm } : action,
        transactionId,
        ...(until && { expiresAt: Math.floor(until.getTime() / 1000) }),
        context,
      }),
    );
    const sealed = await seal(payloads);
    const { recipient } = audience;
    return recipient === undefined ? sealed : sealed.map((button) => ({ ...button, recipient }));
  };
  return (await Promise.all(audiences.map(sealFor))).flat();
}
