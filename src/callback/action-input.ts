import type { Action, Context, Task } from './payload.ts';
import { CONTEXT_KEY } from './payload-cbor.ts';
import type { CreateUrlsInput } from './schemas.ts';

const CONTEXT = Object.keys(CONTEXT_KEY) as (keyof Context)[];

/** An action in the words of the contract, valid by its schema. */
export type ActionInput = CreateUrlsInput['actions'][number];

/** The schema has seen to it that one of them is there. */
export function toTask({
  token,
  callback_id: callbackId = '',
}: Pick<CreateUrlsInput, 'token' | 'callback_id'>): Task {
  return token === undefined ? { callbackId } : { token };
}

/** The members that are the action's own. The schema has seen to it that they belong to its type. */
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

/** What only the page shows, and what a decision is reported with. */
export function toContext(input: Context): Context {
  const members = CONTEXT.filter((name) => input[name] !== undefined);
  return Object.fromEntries(members.map((name) => [name, input[name]]));
}
