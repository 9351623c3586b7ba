import { objectIn } from '../callback/json.ts';
import { textOf } from './activity.ts';
import { type CallConnector, requiredText } from './connector-call.ts';
import { ConnectorError } from './connector-error.ts';
import type { Place } from './message-reference.ts';

/** A member of a conversation (Teams: "Get Teams specific context for your bot"). */
export interface Member {
  /** `29:…`: the id of the person for this bot only. */
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly userPrincipalName?: string;
  readonly aadObjectId?: string;
  readonly tenantId?: string;
  /** `user`, `guest` or `anonymous`. */
  readonly userRole?: string;
}

export interface Roster {
  /**
   * @param userId the Entra object id, the user principal name, or `29:…`
   * @returns undefined if there is no such member
   */
  readonly member: (place: Place, userId: string) => Promise<Member | undefined>;
  /** The first members, at most 2,500. */
  readonly members: (place: Place) => Promise<readonly Member[]>;
  /** Rejects if Teams does not show the place to the bot: HTTP 403 where the app is not installed, 404 where there is none. */
  readonly assertVisible: (place: Place) => Promise<void>;
}

/** The largest page (same page of Teams). Each page is one call, and people wait. */
const PAGE = 500;
const MAX_PAGES = 5;
/** The smallest page. */
const MIN_PAGE = 50;

/**
 * Whether Teams knows no such member: 404 for an id of no member, and 400 for an address that cannot be an id. A conversation
 * that is gone says nothing of its members.
 */
function isNoMember(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return false;
  return error.status === 400 || (error.status === 404 && error.code !== 'ConversationNotFound');
}

export function createRoster(call: CallConnector): Roster {
  const read = (place: Place, path: readonly string[], query?: Readonly<Record<string, string>>) =>
    call({
      method: 'GET',
      serviceUrl: place.service_url,
      path: ['conversations', channelOf(place), ...path],
      ...(query && { query }),
      harmlessTwice: true,
    });

  return {
    async member(place, userId) {
      try {
        return readMember(await read(place, ['members', userId]));
      } catch (error) {
        if (isNoMember(error)) return undefined;
        throw error;
      }
    },
    async members(place) {
      const members: Member[] = [];
      let token: string | undefined;
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const query = { pageSize: String(PAGE), ...(token && { continuationToken: token }) };
        const found = await read(place, ['pagedmembers'], query);
        if (Array.isArray(found.members)) members.push(...found.members.map(readMember));
        token = textOf(found.continuationToken);
        if (!token) break;
      }
      return members;
    },
    async assertVisible(place) {
      await read(place, ['pagedmembers'], { pageSize: String(MIN_PAGE) });
    },
  };
}

/** The members of a thread are those of its channel. */
export function channelOf({ conversation }: Place): string {
  const [channel = ''] = conversation.split(';', 1);
  return channel;
}

function readMember(answer: unknown): Member {
  const member = objectIn(answer);
  const { name, email, userPrincipalName, tenantId, userRole } = member;
  // Teams names it in one way or the other.
  const aadObjectId = member.aadObjectId ?? member.objectId;
  const known = { name, email, userPrincipalName, aadObjectId, tenantId, userRole };
  const texts = Object.entries(known).filter(([, value]) => textOf(value));
  return { ...Object.fromEntries(texts), id: requiredText(member, 'id') };
}
