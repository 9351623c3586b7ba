import type { Connector } from './connector.ts';
import { ConnectorError } from './connector-error.ts';
import type { Place } from './message-reference.ts';

/** What Teams answers if the app is not installed for a person, or there is no such person. */
const NO_CHAT: ReadonlySet<number> = new Set([400, 403, 404]);

/** The chat with a person; undefined if the app is not installed for this person. */
export async function chatWith(
  objectId: string,
  { connector }: { readonly connector: Connector },
): Promise<Place | undefined> {
  try {
    return await connector.chatWith(objectId);
  } catch (error) {
    if (error instanceof ConnectorError && NO_CHAT.has(error.status)) return undefined;
    throw error;
  }
}
