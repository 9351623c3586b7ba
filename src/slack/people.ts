import type { Person } from '../approval/approval.ts';
import { type Answer, isEmail, isSameAddress, type People } from '../approval/people.ts';
import type { Mentioned } from '../approval/rich-text.ts';
import { wordingFor } from '../wording/index.ts';
import { listMembers } from './channel-members.ts';
import { findChannel } from './channels.ts';
import { isGroupId, isUserId } from './ids.ts';
import { createQuestions, type Found, type QuestionPorts } from './questions.ts';
import { errorCodeOf, explainObstacle } from './slack-error.ts';

/** A user who acts in Slack: the id, and the name to show. */
export type SlackPerson = Person & { readonly id: string; readonly name: string };

/** Who acts in one of Slack's payloads, and the workspace that the app is installed in. */
interface Actor {
  readonly user: {
    readonly id: string;
    readonly username?: string;
    readonly name?: string;
    /** The user's workspace. */
    readonly team_id?: string;
  };
  readonly team: { readonly id: string } | null;
}

/**
 * Reads the user from one of Slack's payloads. A user of another workspace can press a button in a shared channel (Slack
 * Connect): `user.team_id` then differs from `team.id`.
 *
 * @throws {TypeError} without an id: each action in Slack is recorded with the user who did it
 */
export function personOf({ user, team }: Actor): SlackPerson {
  if (!user.id) throw new TypeError('the payload names no user');
  const isOurs = user.team_id !== undefined && user.team_id === team?.id;
  return { id: user.id, name: user.username || user.name || user.id, ...(!isOurs && { external: true }) };
}

/** Looks up users and user groups. */
export interface SlackPeople extends People {
  /** The e-mail address of a user; undefined if Slack does not give it to the app. */
  readonly emailOf: (userId: string) => Promise<string | undefined>;
  /** The name of a user, the handle of a user group, or the name of a channel; undefined if Slack does not tell it. */
  readonly nameOf: (of: Mentioned, id: string) => Promise<string | undefined>;
  /** The id of the user with an e-mail address. */
  readonly userIdOf: (email: string) => Promise<Found<string>>;
  /** Whether Slack knows an approver: a user id, the id of a user group, or an e-mail address. */
  readonly findApprover: (approver: string) => Promise<Presence>;
  /** The users of a user group. */
  readonly membersOf: (group: string) => Promise<Found<readonly string[]>>;
  /** The users in a channel. A channel with more than 5,000 has others too. */
  readonly usersIn: (channel: string) => Promise<Found<ReadonlySet<string>>>;
  /** The id of the user group with a handle such as `leads`. */
  readonly groupIdOf: (handle: string) => Promise<Found<string> | NotInPlan>;
}

/** The plan of the workspace has no user groups. */
type NotInPlan = 'groupsNotInPlan';

/** Whether a message in Slack can reach an approver. */
export type Presence =
  | 'present'
  | 'noAccount'
  | 'deactivated'
  | 'bot'
  | 'noGroup'
  | 'emptyGroup'
  | NotInPlan
  | 'cannot tell';

/** Slackbot, whose account does not say that it is a bot (Slack: "User object"). */
const SLACKBOT = 'USLACKBOT';

/** Looks up users and user groups with the Web API. Reuses each answer for a minute; an error is not reused. */
export function createSlackPeople(ports: QuestionPorts): SlackPeople {
  const { ask, whyUnknown } = createQuestions(ports);

  const userIdOf = (email: string): Promise<Found<string>> =>
    ask(emailKey(email), async (slack) => (await slack.users.lookupByEmail({ email })).user?.id);

  // A user may have other addresses than the one of the account, so an address without an account says nothing.
  const hasAddress = async (id: string, email: string): Promise<Answer> => {
    const account = await userIdOf(email);
    return account === undefined || account === 'cannot tell' ? 'cannot tell' : answerOf(account === id);
  };

  const findUser = (userId: string) =>
    ask(`user ${userId}`, async (slack) => (await slack.users.info({ user: userId })).user);

  const findGroups = () =>
    ask('groups', (slack) => inPlan(async () => (await slack.usergroups.list()).usergroups));

  const findMembers = (group: string) =>
    ask(groupKey(group), (slack) =>
      inPlan(async () => (await slack.usergroups.users.list({ usergroup: group })).users),
    );

  const membersOf = async (group: string): Promise<Found<readonly string[]>> => {
    const members = await findMembers(group);
    return members === NOT_IN_PLAN ? undefined : members;
  };

  return {
    async isSame(a, b) {
      if (hasUserId(a) && hasUserId(b)) return answerOf(a.id === b.id);
      if (a.email && b.email) return answerOf(isSameAddress(a.email, b.email));
      const [email, id] = a.email ? [a.email, b.id] : [b.email, a.id];
      return email && id ? hasAddress(id, email) : 'cannot tell';
    },
    async isMember(group, { id }) {
      if (!isGroupId(group)) return 'no';
      if (!id) return 'cannot tell';
      const members = await membersOf(group);
      return members === 'cannot tell' ? members : answerOf(members?.includes(id) ?? false);
    },
    userIdOf,
    async explainUnknown(approver, locale) {
      const error = await whyUnknown(isEmail(approver) ? emailKey(approver) : groupKey(approver));
      return explainObstacle(error, wordingFor(locale).slack);
    },
    membersOf,
    usersIn: (channel) => ask(`members of ${channel}`, (slack) => listMembers(slack, channel)),
    async findApprover(approver) {
      if (isGroupId(approver)) {
        return presenceOf(await findMembers(approver), 'noGroup', (members) => {
          if (members === NOT_IN_PLAN) return members;
          return members.length > 0 ? 'present' : 'emptyGroup';
        });
      }
      if (isUserId(approver)) {
        return presenceOf(await findUser(approver), 'noAccount', (user) => {
          if (user.deleted) return 'deactivated';
          return user.is_bot || approver === SLACKBOT ? 'bot' : 'present';
        });
      }
      if (!isEmail(approver)) return 'noAccount';
      return presenceOf(await userIdOf(approver), 'noAccount', () => 'present');
    },
    async groupIdOf(handle) {
      const groups = await findGroups();
      if (groups === 'cannot tell' || groups === NOT_IN_PLAN) return groups;
      return groups?.find((group) => group.handle === handle.toLowerCase())?.id;
    },
    async emailOf(userId) {
      return known(await findUser(userId))?.profile?.email;
    },
    async nameOf(of, id) {
      switch (of) {
        case 'person': {
          const { name, real_name: realName, profile } = known(await findUser(id)) ?? {};
          return profile?.display_name || profile?.real_name || realName || name;
        }
        case 'group': {
          const groups = known(await findGroups());
          return groups === NOT_IN_PLAN ? undefined : groups?.find((group) => group.id === id)?.handle;
        }
        case 'channel':
          return known(await findChannel(id, ask))?.name;
      }
    },
  };
}

const emailKey = (email: string) => `email ${email.toLowerCase()}`;
const groupKey = (group: string) => `group ${group}`;

const NOT_IN_PLAN: NotInPlan = 'groupsNotInPlan';

/** The answer, unless the plan of the workspace has no user groups: a free one has none. */
async function inPlan<T>(question: () => Promise<T>): Promise<T | NotInPlan> {
  try {
    return await question();
  } catch (error) {
    if (errorCodeOf(error) === 'plan_upgrade_required') return NOT_IN_PLAN;
    throw error;
  }
}

function known<T>(found: Found<T>): T | undefined {
  return found === 'cannot tell' ? undefined : found;
}

function presenceOf<T>(
  found: T,
  none: Presence,
  presence: (found: Exclude<T, undefined | 'cannot tell'>) => Presence,
): Presence {
  if (found === undefined) return none;
  if (found === 'cannot tell') return 'cannot tell';
  return presence(found as Exclude<T, undefined | 'cannot tell'>);
}

function answerOf(isSo: boolean): Answer {
  return isSo ? 'yes' : 'no';
}

function hasUserId({ id }: Person): boolean {
  return id !== undefined && isUserId(id);
}
