import { Refusal } from '../callback/errors.ts';
import type { ChannelMember } from './channels.ts';
import {
  isUnsupportedMember,
  misspeltMember,
  misspeltPolicyKey,
  type PolicyKey,
  policyKeyOf,
} from './policy-keys.ts';

/** The input of a state machine. */
type Input = Readonly<Record<string, unknown>>;

/**
 * A restriction that is misspelt or not supported would silently restrict nothing. Members that are like none of ours are
 * ignored: the input is often that of the whole state machine, with data of other states.
 */
export function assertSpelt(input: Input, channelMembers: readonly ChannelMember[]): void {
  for (const member of membersOf(input)) {
    if (isUnsupportedMember(member)) {
      throw invalid(`The input has "${member}", which is not supported: it would have no effect. Remove it.`);
    }
    const key = policyKeyOf(member);
    const meant = memberOf(key, channelMembers) ?? otherMember(member);
    if (meant !== member) throw invalid(`The input has "${member}". Did you mean "${meant}"?`);
  }
}

/** The same for what is only like a member. A request that was asked before this was checked can still be decided. */
export function assertNotMisspelt(input: Input, channelMembers: readonly ChannelMember[]): void {
  for (const member of membersOf(input)) {
    const meant = memberOf(misspeltPolicyKey(member), channelMembers) ?? misspeltMember(member);
    if (meant !== undefined) throw invalid(`The input has "${member}". Did you mean "${meant}"?`);
  }
}

/** A member that is `null` counts as absent. */
function membersOf(input: Input): readonly string[] {
  return Object.keys(input).filter((member) => input[member] !== null);
}

/** How the input names a key. */
function memberOf(key: PolicyKey | undefined, channelMembers: readonly ChannelMember[]): string | undefined {
  return channelMembers.find((one) => one.key === key)?.member ?? key;
}

/** Members that a command cannot have, in any spelling that differs by case or by what separates words. */
function otherMember(member: string): string {
  if (/^on[^a-z]*reject$/i.test(member)) return 'on_reject';
  return /^(?:actions|inputs)$/i.test(member) ? member.toLowerCase() : member;
}

function invalid(message: string): Refusal {
  return new Refusal('InvalidRequest', message);
}
