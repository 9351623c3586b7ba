import { Refusal } from './errors.ts';
import type { Json } from './json.ts';
import type { DirectAction, Payload } from './payload.ts';
import { type Parameters, substituteAction } from './substitute.ts';

/** Optional features of a deployment. Both let the user of a URL influence the data that Step Functions receives. */
export interface Features {
  readonly outputParameters: boolean;
  readonly postActions: boolean;
}

/** The data in a call of a callback URL. */
export interface Call {
  /** The query string without `data`. */
  readonly parameters: Parameters;
  /** The JSON body of a POST request. Only post actions use it. */
  readonly body?: Json;
}

/**
 * Checks that the deployment allows the features of an action.
 *
 * @throws {Refusal} ParametersDisabled or PostActionsDisabled, with the name of the action
 */
export function assertAllowed({ action, outputParameters }: Payload, features: Features): void {
  if (outputParameters && !features.outputParameters) {
    throw new Refusal(
      'ParametersDisabled',
      `The action ${action.name} has output parameters. This service does not allow them.`,
    );
  }
  if (action.type === 'post' && !features.postActions) {
    throw new Refusal(
      'PostActionsDisabled',
      `The action ${action.name} is a post action. This service does not allow post actions.`,
    );
  }
}

/**
 * Computes the action to send: fills its templates, or chooses the outcome that matches the body. The result comes from
 * the sealed action, except for the values that its placeholders and paths take from the call.
 *
 * @returns the action, and for a post action also the name of its outcome
 * @throws {Refusal} OutputFormatting, InvalidPostActionBody, InvalidPostActionOutcome or InvalidJsonPath
 */
export async function resolveAction(
  { action, outputParameters }: Payload,
  call: Call,
): Promise<{ action: DirectAction; outcome?: string }> {
  if (action.type !== 'post') {
    return { action: outputParameters ? substituteAction(action, call.parameters) : action };
  }
  if (call.body === undefined) {
    throw new Refusal('InvalidPostActionBody', `The action ${action.name} needs a JSON body.`);
  }
  // Loaded only when needed: the code for schemas and paths would make every cold start slower.
  const { resolvePostAction } = await import('./post-action.ts');
  return resolvePostAction(action, call.body);
}
