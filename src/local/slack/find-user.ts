import { DeliveryError } from './delivery-error.ts';
import type { SlackUser } from './workspace.ts';

/**
 * The user with this id or handle.
 *
 * @throws {DeliveryError} if there is no such user
 */
export function findUser<User extends SlackUser>(users: readonly User[], idOrHandle: string): User {
  const user = users.find(({ id, name }) => id === idOrHandle || name === idOrHandle);
  if (user) return user;
  throw new DeliveryError('UnknownUser', `There is no person “${idOrHandle}” in this workspace.`);
}
