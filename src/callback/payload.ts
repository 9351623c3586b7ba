import { Refusal } from './errors.ts';
import type { Json, JsonObject } from './json.ts';

export type ActionType = Action['type'];

/** The HTTP response after a successful action. `redirect` takes precedence over the other members. */
export interface ResponseOverride {
  readonly redirect?: string;
  readonly json?: JsonObject;
  readonly html?: string;
  readonly text?: string;
}

interface ActionBase {
  /** Letters, digits and `_` of any script. */
  readonly name: string;
  readonly response?: ResponseOverride;
  /** true: a GET request shows a page, and only the POST request of that page executes the action. */
  readonly confirm?: boolean;
}

/** An action with a fixed outcome. */
export type DirectAction =
  | (ActionBase & { readonly type: 'success'; readonly output: Json })
  | (ActionBase & { readonly type: 'failure'; readonly error?: string; readonly cause?: string })
  | (ActionBase & { readonly type: 'heartbeat' });

/** An action whose outcome depends on the body of a POST request: JSON, or a form if `accept_form` is true. */
export type PostAction = ActionBase & {
  readonly type: 'post';
  readonly outcomes: readonly PostOutcome[];
  readonly accept_form?: true;
};

export type Action = DirectAction | PostAction;

/**
 * One outcome of a post action, sent when the body matches `schema`. Its members are those of the create-urls input.
 */
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

/** One line of the request for people to read, such as `Environment: production`. */
export interface Detail {
  readonly label: string;
  readonly value: string;
}

/** The rule for who may decide. It is part of the sealed payload, so it needs no database and cannot be changed. */
export interface Policy {
  /**
   * People and groups by their ids on a surface, and e-mail addresses. When missing, each person who receives the request may
   * decide.
   */
  readonly approvers?: readonly string[];
  /** false: the requester may not decide. */
  readonly self_approval?: boolean;
  /** The id of the requester on a surface. */
  readonly requester_id?: string;
  /** The e-mail address of the requester. */
  readonly requester_email?: string;
  /**
   * `optional`: each surface asks for a comment before it decides. `required`: without a comment, nothing is decided. When
   * missing, only a rejection is asked for a comment, which is optional.
   */
  readonly comment?: 'optional' | 'required';
  /** The text that a person must type on the page of a link. Without it, nothing is decided. */
  readonly typed?: string;
  /** true: more than one person may have to answer. Their votes, and the rule, are in the execution history. */
  readonly rounds?: true;
  /** Who may decide too, and from when on: seconds since 1970. */
  readonly escalate?: readonly { readonly at: number; readonly to: readonly string[] }[];
  /** The e-mail address of the only person who receives the URLs. Each decision counts as this person's decision. */
  readonly recipient?: string;
}

/** Texts for the confirmation page, data for the report of the decision, and the policy. */
export interface Context extends Policy {
  readonly title?: string;
  readonly details?: readonly Detail[];
  readonly requester?: string;
  readonly locale?: string;
  /** The surface that shows the request, such as "slack". The decision names it in `via`. */
  readonly surface?: string;
  /** `STATE_MACHINE:EXECUTION`, the end of an execution ARN. With it, a later click can show who decided. */
  readonly execution?: string;
  /** What the answer means, if its name does not say it. */
  readonly outcome?: 'approve' | 'reject' | 'other';
  /** What the button of the answer says, if the language does not say it. */
  readonly label?: string;
  /** true: the answer asks for inputs. Their definitions are in the execution history. */
  readonly inputs?: true;
}

/** A Step Functions task that waits for its task token. */
export interface TokenTask {
  readonly token: string;
}

/** A Lambda durable function that waits for its callback. */
export interface CallbackTask {
  readonly callbackId: string;
}

export type Task = TokenTask | CallbackTask;

/** What completes a task: its token, or the ID of its callback. */
export function secretOf(task: Task): string {
  return 'token' in task ? task.token : task.callbackId;
}

/** The content of a sealed payload: the task, one action, and the rules for its use. */
export type Payload = Task & {
  readonly action: Action;
  /** 32 hexadecimal digits, the same for all actions of one request. */
  readonly transactionId: string;
  /** Seconds since 1970. From this moment on, the payload is refused. */
  readonly expiresAt?: number;
  /** true: the strings of the action are templates, and the query string has their values. */
  readonly outputParameters?: true;
  readonly context?: Context;
  /** The id of the event from which the history tells all about the approval of this task; missing if that is not known. */
  readonly since?: number;
};

/** The content of a link by reference: the task token and the request are in the history of the execution. */
export interface LinkReference {
  readonly task: TaskReference;
  readonly action: Pick<Action, 'name' | 'type'> & {
    /** Like that of an action; `typed`: its deployment asked by default for a typed text. */
    readonly confirm?: boolean | 'typed';
  };
  /** That of the approval. */
  readonly transactionId: string;
  /** Seconds since 1970. From this moment on, the history is not read any more. */
  readonly expiresAt?: number;
  readonly context: Pick<Context, 'recipient' | 'locale' | 'surface'> & { readonly execution: string };
}

/** A task that waits for its token, as its execution recorded it. */
export interface TaskReference {
  /** The id of its event TaskScheduled. */
  readonly event: number;
  /** 32 hexadecimal digits: the start of the SHA-256 hash of its token. */
  readonly tokenHash: string;
}

/** What is sealed: a payload, or a reference to one. */
export type Sealed = Payload | LinkReference;

/** Whether this is a link by reference. */
export function isReference(sealed: Sealed): sealed is LinkReference {
  return 'task' in sealed;
}

/** A payload whose action has a fixed outcome. */
export type DirectPayload = Payload & { readonly action: DirectAction };

/**
 * Narrows a payload for a surface without URL parameters and without a request body, such as a Slack button.
 *
 * @throws {Refusal} InvalidPayload when the action needs parameters or a body
 */
export function asDirect(payload: Payload): DirectPayload {
  const { action, outputParameters } = payload;
  if (action.type !== 'post' && !outputParameters) return { ...payload, action };
  throw new Refusal('InvalidPayload', `The action ${action.name} works only as a link, not as a button.`);
}
