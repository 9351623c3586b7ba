import { Refusal } from './errors.ts';
import type { Json } from './json.ts';
import type { DirectAction, Payload } from './payload.ts';
import { type Parameters, substituteAction } from './substitute.ts';

/** What a deployment allows beyond fixed outcomes; both let whoever has a URL have a say in what is sent. */
export interface Features {
  readonly outputParameters: boolean;
  readonly postActions: boolean;
}

/** What the caller of a callback URL brings along. */
export interface Call {
  /** The query string without `data`. */
  readonly parameters: Parameters;
  /** The JSON body of a POST; only post actions look at it. */
  readonly body?: Json;
}

/** @throws {Refusal} ParametersDisabled or PostActionsDisabled, naming the action */
export function assertAllowed({ action, outputParameters }: Payload, features: Features): void {
  if (outputParameters && !features.outputParameters) {
    throw new Refusal(
      'ParametersDisabled',
      `Output parameters are disabled here; the action ${action.name} has some.`,
    );
  }
  if (action.type === 'post' && !features.postActions) {
    throw new Refusal(
      'PostActionsDisabled',
      `Post actions are disabled here; the action ${action.name} is one.`,
    );
  }
}

/**
 * The action as it is sent: its templates filled, or what the body makes of it. All of it comes from the sealed action,
 * but for the values that its placeholders, schemas and paths let in.
 *
 * @throws {Refusal} OutputFormatting, InvalidPostActionBody or InvalidPostActionOutcome
 */
export async function resolveAction(
  { action, outputParameters }: Payload,
  call: Call,
): Promise<{ action: DirectAction; outcome?: string }> {
  if (action.type !== 'post') {
    return { action: outputParameters ? substituteAction(action, call.parameters) : action };
  }
  if (call.body === undefined) {
    throw new Refusal(
      'InvalidPostActionBody',
      `The action ${action.name} takes its outcome from a JSON body.`,
    );
  }
  // Schemas and paths are for those who use them: a cold start need not load what evaluates them.
  const { resolvePostAction } = await import('./post-action.ts');
  return resolvePostAction(action, call.body);
}
