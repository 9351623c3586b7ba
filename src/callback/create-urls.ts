import { type ActionInput, toAction, toContext, toTask } from './action-input.ts';
import { Refusal } from './errors.ts';
import { parseExpiration } from './expiration.ts';
import { assertFits } from './limits.ts';
import type { Context, Payload, Task } from './payload.ts';
import { assertAllowed, type Features } from './resolve-action.ts';
import type { CreateUrlsInput, CreateUrlsOutput } from './schemas.ts';
import type { Sealer } from './seal.ts';
import { createActionSealer, resolveBaseUrl } from './url.ts';

/** Creates one callback URL for each action of the request. The request is already validated by the schema. */
export type CreateUrls = (input: CreateUrlsInput, transactionId: string) => Promise<CreateUrlsOutput>;

/**
 * @param ports
 *   - `seal`: seals a payload
 *   - `baseUrl`: the address that URLs start with, unless the request has a `base_url`
 *   - `region`: the region of a `base_url` that is an API ID without a region
 *   - `features`: the features that the deployment allows; none by default
 *   - `now`: the clock, in milliseconds since 1970
 * @returns a function that refuses with InvalidJSON (a base_url that needs a region), DuplicateActionName, InvalidDate,
 *   InvalidAction, UrlTooLong, ParametersDisabled, PostActionsDisabled, InvalidPostActionOutcome or InvalidJsonPath
 */
export function createUrlMinter(ports: {
  seal: Sealer['seal'];
  baseUrl: string;
  region?: string | undefined;
  features?: Features;
  now?: () => number;
}): CreateUrls {
  const { seal, baseUrl, region, features = NO_FEATURES, now = Date.now } = ports;

  return async (input, transactionId) => {
    const base = resolveBaseUrl(input.base_url ?? baseUrl, region);
    const expiresAt = input.expiration === undefined ? undefined : parseExpiration(input.expiration, now());
    assertDistinctNames(input.actions);

    const shared = {
      ...toTask(input),
      transactionId,
      ...(expiresAt !== undefined && { expiresAt }),
    };
    const context = toContext(input);
    const payloads = input.actions.map((action) => toPayload(input, action, shared, context));
    await assertMintable(payloads, features);
    const sealed = await createActionSealer(seal, base)(payloads);
    return {
      transaction_id: transactionId,
      urls: Object.fromEntries(sealed.map(({ action, url }) => [action, url])),
      ...(expiresAt !== undefined && { expiration: new Date(expiresAt * 1000).toISOString() }),
    };
  };
}

const NO_FEATURES: Features = { outputParameters: false, postActions: false };

function assertDistinctNames(actions: readonly { name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of actions) {
    if (names.has(name))
      throw new Refusal(
        'DuplicateActionName',
        `More than one action has the name ${name}. Give each action its own name.`,
      );
    names.add(name);
  }
}

async function assertMintable(payloads: readonly Payload[], features: Features): Promise<void> {
  for (const payload of payloads) {
    assertAllowed(payload, features);
    if (payload.action.type !== 'post') assertFits(payload.action, 'InvalidAction');
  }
  const postActions = payloads.map(({ action }) => action).filter((action) => action.type === 'post');
  if (postActions.length === 0) return;
  // Loaded only when needed: this code is as large as the rest of create-urls.
  const { checkPostActions } = await import('./post-action.ts');
  checkPostActions(postActions);
}

function toPayload(
  input: CreateUrlsInput,
  actionInput: ActionInput,
  shared: Omit<Payload, 'action'> & Task,
  ofRequest: Context,
): Payload {
  const { countersign = {} } = actionInput;
  const confirm = actionInput.confirm ?? countersign.confirm ?? input.confirm ?? false;
  const acceptForm = actionInput.accept_form ?? countersign.accept_form ?? false;
  const context = { ...ofRequest, ...toContext(countersign), ...toContext(actionInput) };
  return {
    ...shared,
    action: toAction({ ...actionInput, confirm, accept_form: acceptForm }),
    // A post action takes its values from the body instead.
    ...(input.enable_output_parameters && actionInput.type !== 'post' && { outputParameters: true as const }),
    ...(Object.keys(context).length > 0 && { context }),
  };
}
