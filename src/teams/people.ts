import type { Person } from '../approval/approval.ts';
import { createCache } from '../approval/cache.ts';
import { type Answer, isEmail, isSameAddress, type People } from '../approval/people.ts';
import { wordingFor } from '../wording/index.ts';
import type { Delivered, Sender } from './activity.ts';
import { objectIdOf, personId } from './ids.ts';
import type { Place } from './message-reference.ts';
import { channelOf, type Member, type Roster } from './roster.ts';

/** How long a member is remembered. For this long, a person who left a team counts as its member. */
const MAX_AGE_MS = 60_000;

/** Finds and compares the members of one channel or chat: Teams tells a bot of no other people. */
export interface TeamsPeople extends People {
  /** @param approver the id of a person, `29:…`, or an address; undefined if there is no such member */
  readonly find: (approver: string) => Promise<Member | undefined>;
}

/** Looks up people in conversations. Reuses each answer for a minute. */
export interface PeopleOfTeams {
  readonly in: (place: Place) => TeamsPeople;
}

/** @param now milliseconds since 1970 */
export function createTeamsPeople({ member, members }: Roster, now: () => number): PeopleOfTeams {
  const { answer, known } = createCache(now, MAX_AGE_MS);
  return {
    in(place) {
      const keyOf = (what: string) => JSON.stringify([what, place.service_url, channelOf(place)]);
      const byAddress = async (address: string) => {
        const all = await answer(keyOf('all'), () => members(place));
        return all.find((one) => addressesOf(one).some((own) => isSameAddress(own, address)));
      };
      const find = (given: string) => {
        const id = objectIdOf(given) ?? given;
        return answer(keyOf(id.toLowerCase()), async () => {
          // Teams finds the name with which a person signs in, which may differ from the e-mail address.
          return (await member(place, id)) ?? (isEmail(id) ? byAddress(id) : undefined);
        });
      };
      return {
        find,
        isSame: (a, b) => isSame(a, b, find),
        isMember: async () => 'no',
        async explainUnknown(given, locale) {
          const answered = known(keyOf(given.toLowerCase()));
          if (!isEmail(given) || !answered || (await answered)) return undefined;
          return wordingFor(locale).teams.unknownAddress(given);
        },
      };
    },
  };
}

async function isSame(a: Person, b: Person, find: TeamsPeople['find']): Promise<Answer> {
  const [first, second] = [objectIdOf(a.id), objectIdOf(b.id)];
  if (first && second) return answerOf(first === second);
  const [email, objectId] = a.email ? [a.email, second] : [b.email, first];
  if (email && objectId) return hasAddress(objectId, email, find);
  return a.email && b.email ? answerOf(isSameAddress(a.email, b.email)) : 'cannot tell';
}

/**
 * Whether a person has an address: as e-mail address, or to sign in. A person may have other addresses too, so an address
 * that no member has says nothing.
 */
async function hasAddress(objectId: string, email: string, find: TeamsPeople['find']): Promise<Answer> {
  const member = await find(objectId);
  if (member && addressesOf(member).some((own) => isSameAddress(own, email))) return 'yes';
  const owner = (await find(email))?.aadObjectId;
  return owner === undefined ? 'cannot tell' : answerOf(owner.toLowerCase() === objectId);
}

/**
 * The address of a member by which votes on other surfaces are compared: the one by which the request names this approver, who
 * also gets mails there; otherwise the e-mail address.
 */
export function addressOf(member: Member, approvers: readonly string[] = []): string | undefined {
  const own = addressesOf(member);
  return own.find((address) => approvers.some((approver) => isSameAddress(approver, address))) ?? own[0];
}

function addressesOf({ email, userPrincipalName }: Member): readonly string[] {
  return [email, userPrincipalName].filter((address) => address !== undefined);
}

function answerOf(isSo: boolean): Answer {
  return isSo ? 'yes' : 'no';
}

/** Who acts in Teams: the id, and the name to show. */
export type TeamsPerson = Person & { readonly id: string; readonly name: string };

/**
 * The sender of an activity, with what Teams tells of this member of the conversation. A guest, a person of another tenant, and
 * one who is no member, belongs to another organization, or may do so.
 *
 * @throws {Error} without an object id: each action in Teams is recorded with the person who did it
 */
export function personOf(sender: Sender, member: Member | undefined, tenantId: string): TeamsPerson {
  const objectId = sender.aadObjectId ?? member?.aadObjectId;
  if (!objectId) throw new Error('Teams does not tell the object id of the person.');
  const id = personId(objectId);
  const name = member?.name ?? sender.name ?? id;
  return { id, name, ...(!isOurs(member, tenantId) && { external: true }) };
}

function isOurs(member: Member | undefined, ours: string): boolean {
  return member !== undefined && member.tenantId === ours && !isGuest(member);
}

/** The role is younger than the mark that Entra ID puts into the user principal name of a guest. */
export function isGuest({ userRole = 'user', userPrincipalName = '' }: Member): boolean {
  return userRole !== 'user' || userPrincipalName.includes('#EXT#');
}

/** The sender of an activity. @throws if Teams cannot be asked, or the activity names no person */
export async function whoActs(
  { from }: Pick<Delivered, 'from'>,
  people: TeamsPeople,
  tenantId: string,
): Promise<TeamsPerson> {
  if (!from) throw new TypeError('the activity names no person');
  return personOf(from, await people.find(from.id), tenantId);
}
