import type { ApprovalRequest } from '../approval/approval.ts';
import { answerTo, type Lookup, startLookup } from '../approval/lookup.ts';
import { isEmail } from '../approval/people.ts';
import type { Reach } from '../approval/surface.ts';
import type { Policy } from '../callback/payload.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { placeOf } from './channel.ts';
import { chatWith } from './chat-with.ts';
import { objectIdOf } from './ids.ts';
import { isGuest, type TeamsPeople } from './people.ts';
import type { SurfacePorts } from './ports.ts';

/** Who can decide a request in Teams. */
export async function reachInTeams(request: ApprovalRequest, ports: SurfacePorts): Promise<Reach> {
  const { policy, locale } = request;
  const { teams } = wordingFor(locale);
  const people = ports.people.in(placeOf(request, ports));
  const lookup = startLookup(ports.log);
  if (await excludesEveryone(policy, people, lookup)) {
    return { audiences: [], obstacle: teams.obstacles.unknownRequester };
  }
  const unreachable = await unreachableInTeams(policy, people, { teams, lookup, ports });
  if (unreachable.size > 0 && unreachable.size === policy.approvers?.length) {
    return { audiences: [], obstacle: [...new Set(unreachable.values())].join(' '), unreachable };
  }
  return { audiences: [{}], unreachable };
}

/**
 * Whether Teams excludes each person: the requester may not decide, and no person can be told apart from the requester. False without an answer of Teams: the request may
 * then wait for people who cannot decide.
 */
async function excludesEveryone(
  { self_approval: selfApproval, requester_id: id, requester_email: email }: Policy,
  people: TeamsPeople,
  lookup: Lookup,
): Promise<boolean> {
  if (selfApproval !== false || objectIdOf(id)) return false;
  return email === undefined || (await answerTo(people.find(email), lookup)) === undefined;
}

/** The approvers whom no message in Teams can reach, and why. */
async function unreachableInTeams(
  { approvers = [] }: Policy,
  people: TeamsPeople,
  { teams, lookup, ports }: { teams: Wording['teams']; lookup: Lookup; ports: SurfacePorts },
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    approvers.map(async (approver): Promise<[string, string][]> => {
      const obstacle = await answerTo(obstacleTo(approver, people, ports), lookup);
      return obstacle === undefined || obstacle === 'no answer'
        ? []
        : [[approver, teams.unreachable[obstacle]]];
    }),
  );
  return new Map(found.flat());
}

async function obstacleTo(
  approver: string,
  people: TeamsPeople,
  ports: SurfacePorts,
): Promise<keyof Wording['teams']['unreachable'] | undefined> {
  const objectId = objectIdOf(approver);
  if (!objectId && !isEmail(approver)) return 'noPerson';
  const member = await people.find(approver);
  if (member) return objectId === undefined && isGuest(member) ? 'guest' : undefined;
  // Teams finds other people by their object id only.
  if (!objectId) return 'noPerson';
  return (await chatWith(objectId, ports)) ? undefined : 'notInstalled';
}
