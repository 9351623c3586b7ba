import type { Json, JsonObject } from './json.ts';

export type ActionType = 'success' | 'failure' | 'heartbeat';

/** What the caller of a callback URL gets back once its action succeeded; `redirect` wins over the others. */
export interface ResponseOverride {
  readonly redirect?: string;
  readonly json?: JsonObject;
  readonly html?: string;
  readonly text?: string;
}

interface ActionBase {
  /** `^\w+$` */
  readonly name: string;
  readonly response?: ResponseOverride;
  /** true: a GET shows a page, and only the POST of that page decides. */
  readonly confirm?: boolean;
}

/** A named outcome of a task. */
export type Action =
  | (ActionBase & { readonly type: 'success'; readonly output: Json })
  | (ActionBase & { readonly type: 'failure'; readonly error?: string; readonly cause?: string })
  | (ActionBase & { readonly type: 'heartbeat' });

/** A line of the request that people read, such as `Environment: production`. */
export interface Detail {
  readonly label: string;
  readonly value: string;
}

/** What the confirm page shows, and what a decision is reported with. None of it changes what the action does. */
export interface Context {
  readonly title?: string;
  readonly details?: readonly Detail[];
  readonly requester?: string;
  readonly locale?: string;
  /** Where the person sees the request: a decision is said to have come from there. */
  readonly surface?: string;
  /** `STATE_MACHINE:EXECUTION`, the tail of an execution ARN; lets a later click be told who decided. */
  readonly execution?: string;
}

/** Everything that a sealed payload holds: the task token, one action, and the rules for using it. */
export interface Payload {
  readonly token: string;
  readonly action: Action;
  /** 32 hexadecimal digits, the same for all actions of one request. */
  readonly transactionId: string;
  /** Seconds since 1970. From this moment on the payload is refused. */
  readonly expiresAt?: number;
  readonly context?: Context;
}
