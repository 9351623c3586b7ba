import type { Action, Context, Payload, Task } from './payload.ts';
import { CONTEXT_KEY } from './payload-cbor.ts';
import type { CreateUrlsInput, OwnMembers } from './schemas.ts';

const CONTEXT: ReadonlySet<string> = new Set(Object.keys(CONTEXT_KEY));

/** An action of the create-urls input, already validated by the schema. */
export type ActionInput = CreateUrlsInput['actions'][number];

/** The schema guarantees that one of the two members is present. */
export function toTask({
  token,
  callback_id: callbackId = '',
}: Pick<CreateUrlsInput, 'token' | 'callback_id'>): Task {
  return token === undefined ? { callbackId } : { token };
}

/** Reads the members of the action itself. The schema guarantees the members that its type requires. */
export function toAction({
  name,
  type,
  output,
  error,
  cause,
  outcomes,
  accept_form: acceptForm,
  response,
  confirm,
}: ActionInput): Action {
  const byType = {
    success: { output },
    failure: { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) },
    heartbeat: {},
    post: { outcomes, ...(acceptForm && { accept_form: true }) },
  };
  return {
    name,
    type,
    ...byType[type],
    ...(response && { response }),
    ...(confirm && { confirm }),
  } as Action;
}

/** Our own members of an action, apart from those of the caller; see `countersign` in the schema. */
export function toOwnMembers({ action, context }: Pick<Payload, 'action' | 'context'>) {
  const { confirm, accept_form: acceptForm } = { accept_form: undefined, ...action };
  const own: OwnMembers = {
    ...(confirm && { confirm }),
    ...(acceptForm && { accept_form: true }),
    ...context,
  };
  return Object.keys(own).length > 0 ? { countersign: own } : {};
}

/** The members that sfn-callback-urls knows. */
export function withoutOwnMembers(action: Action): ActionInput {
  const { confirm: _, accept_form: __, ...others } = { accept_form: undefined, ...action };
  return others;
}

/** Reads the members of the context. */
export function toContext(input: Context): Context {
  const context: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined && CONTEXT.has(name)) context[name] = value;
  }
  return context;
}
