import type { Action, Context, Payload, Task } from './payload.ts';
import { CONTEXT_KEY } from './payload-cbor.ts';
import type { CreateUrlsInput, OwnMembers } from './schemas.ts';

const CONTEXT = Object.keys(CONTEXT_KEY) as (keyof Context)[];

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
  response,
  confirm,
}: ActionInput): Action {
  const byType = {
    success: { output },
    failure: { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) },
    heartbeat: {},
    post: { outcomes },
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
export function toOwnMembers({ action: { confirm }, context }: Pick<Payload, 'action' | 'context'>) {
  const own: OwnMembers = { ...(confirm && { confirm }), ...context };
  return Object.keys(own).length > 0 ? { countersign: own } : {};
}

/** Reads the members of the context. */
export function toContext(input: Context): Context {
  const members = CONTEXT.filter((name) => input[name] !== undefined);
  return Object.fromEntries(members.map((name) => [name, input[name]]));
}
