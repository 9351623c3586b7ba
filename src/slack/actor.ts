/** Who acts in Slack. */
export interface Actor {
  readonly id: string;
  /** As people know them; the id where Slack does not tell. */
  readonly name: string;
}

/**
 * @param user as Slack's payloads have it
 * @throws {TypeError} where it tells nobody: what is done here is done in somebody's name
 */
export function actorOf(user: {
  readonly id: string;
  readonly username?: string;
  readonly name?: string;
}): Actor {
  if (!user.id) throw new TypeError('the payload names no user');
  return { id: user.id, name: user.username || user.name || user.id };
}
