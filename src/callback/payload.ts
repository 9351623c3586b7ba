import { Refusal } from './errors.ts';
import type { Json, JsonObject } from './json.ts';

export type ActionType = Action['type'];

/** What the caller of a callback URL gets back once its action succeeded; `redirect` wins over the others. */
export interface ResponseOverride {
  readonly redirect?: string;
  readonly json?: JsonObject;
  readonly html?: string;
  readonly text?: string;
}

interface ActionBase {
  /** `^\w+$`, in any script */
  readonly name: string;
  readonly response?: ResponseOverride;
  /** true: a GET shows a page, and only the POST of that page decides. */
  readonly confirm?: boolean;
}

/** An action that says itself what is sent. */
export type DirectAction =
  | (ActionBase & { readonly type: 'success'; readonly output: Json })
  | (ActionBase & { readonly type: 'failure'; readonly error?: string; readonly cause?: string })
  | (ActionBase & { readonly type: 'heartbeat' });

/** An action that takes its outcome from the JSON body of a POST. */
export type PostAction = ActionBase & { readonly type: 'post'; readonly outcomes: readonly PostOutcome[] };

/** A named outcome of a task. */
export type Action = DirectAction | PostAction;

/** What a post action sends when the body matches `schema`; the members are those of the create-urls input. */
export type PostOutcome = {
  readonly name: string;
  readonly schema: JsonObject;
  readonly response?: ResponseOverride;
} & (
  | { readonly type: 'success'; readonly output: Json }
  | { readonly type: 'success'; readonly output_body: true }
  | { readonly type: 'success'; readonly output_path: string }
  | {
      readonly type: 'failure';
      readonly error?: string;
      readonly error_path?: string;
      readonly cause?: string;
      readonly cause_path?: string;
    }
  | { readonly type: 'heartbeat' }
);

/** A line of the request that people read, such as `Environment: production`. */
export interface Detail {
  readonly label: string;
  readonly value: string;
}

/** Who may decide. Sealed, so that no database is asked and nobody can change it. */
export interface Policy {
  /** Slack users (`U…`, `W…`), Slack user groups (`S…`) and e-mail addresses; missing: whoever is asked. */
  readonly approvers?: readonly string[];
  /** false: whoever asked may not decide. */
  readonly self_approval?: boolean;
  /** Who asked: a Slack user id and an e-mail address, as far as they are known. */
  readonly requester_id?: string;
  readonly requester_email?: string;
  /** The one person that the URLs are sent to, by e-mail address: whoever uses them decides in this person's name. */
  readonly recipient?: string;
}

/** What the confirm page shows, and what a decision is reported with. None of it changes what the action does. */
export interface Context extends Policy {
  readonly title?: string;
  readonly details?: readonly Detail[];
  readonly requester?: string;
  readonly locale?: string;
  /** Where the person sees the request: a decision is said to have come from there. */
  readonly surface?: string;
  /** `STATE_MACHINE:EXECUTION`, the tail of an execution ARN; lets a later click be told who decided. */
  readonly execution?: string;
}

/** A task of Step Functions that waits for its token. */
export interface TokenTask {
  readonly token: string;
}

/** A Lambda durable function that waits for its callback. */
export interface CallbackTask {
  readonly callbackId: string;
}

/** What waits. */
export type Task = TokenTask | CallbackTask;

/** Everything that a sealed payload holds: the task, one action, and the rules for using it. */
export type Payload = Task & {
  readonly action: Action;
  /** 32 hexadecimal digits, the same for all actions of one request. */
  readonly transactionId: string;
  /** Seconds since 1970. From this moment on the payload is refused. */
  readonly expiresAt?: number;
  /** The strings of the action are templates, filled from the query string. */
  readonly outputParameters?: true;
  readonly context?: Context;
};

/** A payload whose action is ready to be sent. */
export type DirectPayload = Payload & { readonly action: DirectAction };

/**
 * The payload as it is, for a surface that brings neither parameters nor a body along.
 *
 * @throws {Refusal} InvalidPayload for an action that needs some
 */
export function asDirect(payload: Payload): DirectPayload {
  const { action, outputParameters } = payload;
  if (action.type !== 'post' && !outputParameters) return { ...payload, action };
  throw new Refusal('InvalidPayload', `The action ${action.name} works only as a callback URL.`);
}
