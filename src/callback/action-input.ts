import type { Action, Context, Task } from './payload.ts';
import type { CreateUrlsInput } from './schemas.ts';

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
export function toContext(input: Omit<Context, 'details'> & Pick<CreateUrlsInput, 'details'>): Context {
  const { title, details, requester, locale, surface, execution } = input;
  return {
    ...(title !== undefined && { title }),
    ...(details !== undefined && { details }),
    ...(requester !== undefined && { requester }),
    ...(locale !== undefined && { locale }),
    ...(surface !== undefined && { surface }),
    ...(execution !== undefined && { execution }),
  };
}
