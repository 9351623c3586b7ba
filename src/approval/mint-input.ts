import type { Context } from '../callback/payload.ts';
import type { CreateUrlsInput } from '../callback/schemas.ts';
import { type ApprovalRequest, actionsOf } from './request.ts';

/** What is asked of create-urls for an approval request: a URL for each answer, with the request's policy sealed in. */
export function mintInput(ask: {
  token: string;
  request: ApprovalRequest;
  sealed: Context;
  confirm: boolean;
  expiresAt: Date | undefined;
}): CreateUrlsInput {
  const { token, request, sealed, confirm, expiresAt } = ask;
  // All that is ours stands in the actions: the function of sfn-callback-urls takes what it does not know only there.
  const ours = { confirm, ...request.policy, ...sealed };
  return {
    token,
    actions: actionsOf(request).map((action) => ({ ...action, ...ours })),
    ...(expiresAt && { expiration: expiresAt.toISOString() }),
  };
}
