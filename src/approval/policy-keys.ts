import { misspeltKey } from './misspelt-key.ts';

/** Members of a request that say who may decide, and how, and where the request is posted. */
export type PolicyKey = 'approvers' | 'self_approval' | 'confirm' | 'comment' | RuleKey | PlaceKey;

/** Those that say how many people decide, in which order, and when other people may. */
export type RuleKey =
  | 'approvals'
  | 'rejections'
  | 'unanimous'
  | 'stages'
  | 'delegation'
  | 'escalate'
  | 'remind';

/** Those that say where. `channel` is a channel of the surface where it is typed. */
export type PlaceKey = 'channel' | ChannelKey | 'surfaces';

/** A channel of one surface, wherever it is typed. */
export type ChannelKey = 'slack_channel' | 'teams_channel';

/**
 * The spellings of each key. Only letters and digits count, in upper or lower case. The names of products are words here, and
 * not with their surfaces: a key of a product is also known, and refused by name, where the product is not configured.
 */
const POLICY_KEYS: ReadonlyMap<string, PolicyKey> = new Map<string, PolicyKey>([
  ['approver', 'approvers'],
  ['approvers', 'approvers'],
  ['selfapproval', 'self_approval'],
  ['selfapprovals', 'self_approval'],
  ['confirm', 'confirm'],
  ['approvals', 'approvals'],
  ['rejections', 'rejections'],
  ['unanimous', 'unanimous'],
  ['stages', 'stages'],
  ['delegation', 'delegation'],
  ['remind', 'remind'],
  ['escalate', 'escalate'],
  ['channel', 'channel'],
  ['channels', 'channel'],
  ['channelid', 'channel'],
  ['slackchannel', 'slack_channel'],
  ['slackchannels', 'slack_channel'],
  ['slackchannelid', 'slack_channel'],
  ['teamschannel', 'teams_channel'],
  ['teamschannels', 'teams_channel'],
  ['teamschannelid', 'teams_channel'],
  ['surface', 'surfaces'],
  ['surfaces', 'surfaces'],
  ['comment', 'comment'],
]);

/**
 * Words of other approval tools, in the same spelling. Each promises a restriction or a route that does not exist here.
 * Other words may label a detail, such as "Reviewers: Ann" in a command.
 */
const UNSUPPORTED_KEYS: readonly RegExp[] = [
  /approver|approvals|(?:min|minimum|required?)approval|approval(?:count|threshold|required)/,
  /self(?:approv|review)|quorum|unanimous/,
  /^(?:comment|reason)required$|^required?(?:comment|reason)$/,
  /^remind(?:after|every)$|^reminders$|^escalate(?:after|to)$|^delegate(?:to|s)$/,
  /^timeoutseconds$|^expires(?:after|in)$/,
];
/** The same in the input of a state machine, where details have a member of their own. */
const UNSUPPORTED_MEMBERS: readonly RegExp[] = [
  ...UNSUPPORTED_KEYS,
  /^stage$/,
  /reviewer|assignee|delegat|remind|escalat|notify|timeout|expir|deadline|channel/,
];

/** The members that only the input of a state machine has, by their letters. Shorter ones are like too many other words. */
const MEMBERS: ReadonlyMap<string, string> = new Map([
  ['details', 'details'],
  ['requester', 'requester'],
  ['requesterid', 'requester_id'],
  ['requesteremail', 'requester_email'],
  ['locale', 'locale'],
  ['actions', 'actions'],
  ['inputs', 'inputs'],
  ['onreject', 'on_reject'],
]);

/** The key that a text means; undefined for any other text. */
export function policyKeyOf(key: string): PolicyKey | undefined {
  return POLICY_KEYS.get(lettersOf(key));
}

/** The key that a typed one misspells; undefined for a key, and for any text that is like none. */
export function misspeltPolicyKey(key: string): PolicyKey | undefined {
  const spelling = misspeltKey(lettersOf(key), POLICY_KEYS.keys());
  return spelling === undefined ? undefined : POLICY_KEYS.get(spelling);
}

/** The member that only the input of a state machine has, and that another member misspells. */
export function misspeltMember(member: string): string | undefined {
  const spelling = misspeltKey(lettersOf(member), MEMBERS.keys());
  return spelling === undefined ? undefined : MEMBERS.get(spelling);
}

/** Whether a typed key promises a restriction or a route that does not exist. Without a refusal, it would have no effect. */
export function isUnsupportedKey(key: string): boolean {
  return isOneOf(UNSUPPORTED_KEYS, key);
}

/** The same for a member of the input of a state machine. */
export function isUnsupportedMember(member: string): boolean {
  return isOneOf(UNSUPPORTED_MEMBERS, member);
}

function isOneOf(words: readonly RegExp[], key: string): boolean {
  return policyKeyOf(key) === undefined && words.some((word) => word.test(lettersOf(key)));
}

function lettersOf(key: string): string {
  return key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
