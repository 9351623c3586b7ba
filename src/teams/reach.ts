import type { ApprovalRequest } from '../approval/approval.ts';
import { answerTo, type Lookup, startLookup } from '../approval/lookup.ts';
import { isEmail } from '../approval/people.ts';
import { requesterOf } from '../approval/policy.ts';
import type { Reach } from '../approval/surface.ts';
import { reachWithout } from '../approval/unreachable.ts';
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
  const found = await unreachableInTeams(policy, people, { lookup, ports });
  return reachWithout(policy, found, teams.unreachable, ['requester']);
}

/**
 * Whether Teams excludes each person: the requester may not decide, and no person can be told apart from the requester. False
 * without an answer of Teams: the request may then wait for people who cannot decide.
 */
async function excludesEveryone(
  { self_approval: selfApproval, requester_id: id, requester_email: email }: Policy,
  people: TeamsPeople,
  lookup: Lookup,
): Promise<boolean> {
  if (selfApproval !== false || objectIdOf(id)) return false;
  return email === undefined || (await answerTo(people.find(email), lookup)) === undefined;
}

/** Why an approver cannot be asked in Teams. */
type Unreachable = keyof Wording['teams']['unreachable'];

/** The approvers whom no message in Teams can reach, and those who are the requester and must not decide. */
async function unreachableInTeams(
  policy: Policy,
  people: TeamsPeople,
  { lookup, ports }: { lookup: Lookup; ports: SurfacePorts },
): Promise<ReadonlyMap<string, Unreachable>> {
  const found = await Promise.all(
    (policy.approvers ?? []).map(async (approver): Promise<[string, Unreachable][]> => {
      const obstacle = await answerTo(obstacleTo(approver, policy, people, ports), lookup);
      return obstacle === undefined || obstacle === 'no answer' ? [] : [[approver, obstacle]];
    }),
  );
  return new Map(found.flat());
}

async function obstacleTo(
  approver: string,
  policy: Policy,
  people: TeamsPeople,
  ports: SurfacePorts,
): Promise<Unreachable | undefined> {
  const objectId = objectIdOf(approver);
  if (!objectId && !isEmail(approver)) return 'noPerson';
  if (await isRequesterWhoMayNotDecide(approver, policy, people)) return 'requester';
  const member = await people.find(approver);
  if (member) return objectId === undefined && isGuest(member) ? 'guest' : undefined;
  // Teams finds other people by their object id only.
  if (!objectId) return 'noPerson';
  return (await chatWith(objectId, ports)) ? undefined : 'notInstalled';
}

/** Whether it is certain that an approver is the requester, who must not decide. */
async function isRequesterWhoMayNotDecide(
  approver: string,
  policy: Policy,
  people: TeamsPeople,
): Promise<boolean> {
  if (policy.self_approval !== false) return false;
  const person = objectIdOf(approver) ? { id: approver } : { email: approver };
  return (await people.isSame(requesterOf(policy), person)) === 'yes';
}
