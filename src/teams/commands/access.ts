import { type Approval, lastRound } from '../../approval/approval.ts';
import type { MaySee } from '../../approval/list-approvals.ts';
import { mayDecide, policyAt } from '../../approval/policy.ts';
import { placeOf } from '../channel.ts';
import { type Place, readSentMessages } from '../message-reference.ts';
import { TEAMS } from '../names.ts';
import type { TeamsPerson } from '../people.ts';
import type { TeamsPorts } from '../ports.ts';
import { channelOf } from '../roster.ts';

/** A person who asks, and where the answer appears. Teams signs both. */
export interface Viewer {
  readonly person: TeamsPerson;
  /** The id of the channel or group chat whose members all see the answer. Missing in a personal chat. */
  readonly publicIn?: string | undefined;
}

/**
 * What a person may see and cancel. An answer in a channel is seen by all of its members, so it tells only of requests whose
 * message is there. In a personal chat, it tells of the requests that the person can read, has made or is asked to decide.
 */
export function accessOf(
  { person, publicIn }: Viewer,
  ports: TeamsPorts,
): { readonly see: MaySee; readonly cancel: (approval: Approval) => Promise<boolean> } {
  const peopleOf = (approval: Approval) => {
    const place = placeOfApproval(approval, ports);
    return place && ports.people.in(place);
  };
  const isMember = async (approval: Approval) => (await peopleOf(approval)?.find(person.id)) !== undefined;
  const decides = async (approval: Approval) => {
    const people = peopleOf(approval);
    return people !== undefined && mayDecide(policyAt(approval.request.policy, ports.now()), person, people);
  };

  return {
    async see(approval) {
      const { requester, policy } = approval.request;
      if (publicIn !== undefined) {
        const place = placeOfApproval(approval, ports);
        return place && channelOf(place) === publicIn ? 'yes' : 'no';
      }
      if (requester.id === person.id || (await isMember(approval))) return 'yes';
      return policy.approvers && (await decides(approval)) ? 'yes' : 'no';
    },
    async cancel(approval) {
      const { requester, policy } = approval.request;
      if (requester.id === person.id) return true;
      if (!(await decides(approval))) return false;
      return policy.approvers !== undefined || isMember(approval);
    },
  };
}

/** Without a message in Teams, a request belongs to the channel where it would have been posted, if there is one. */
function placeOfApproval(approval: Approval, ports: TeamsPorts): Place | undefined {
  const { channel } = ports;
  const posted = readSentMessages(lastRound(approval).shown[TEAMS]);
  return posted ?? (channel === undefined ? undefined : placeOf(approval.request, { ...ports, channel }));
}
