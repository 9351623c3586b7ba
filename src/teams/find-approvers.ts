import { answerTo, type Lookup } from '../approval/lookup.ts';
import type { Policy } from '../callback/payload.ts';
import type { Mentionable } from './card/mention.ts';
import type { Mentions } from './card/request-card.ts';
import type { Recipient } from './direct-messages.ts';
import { objectIdOf } from './ids.ts';
import type { TeamsPeople } from './people.ts';

/** Approvers, by how a message reaches them. */
export interface FoundApprovers {
  /** Those who are in the channel. */
  readonly mentions: Mentions;
  /** Those who may get a copy. A requester who may not decide gets none. */
  readonly absent: readonly Recipient[];
  /** false: Teams did not tell of each approver whether this person is in the channel. */
  readonly isKnown: boolean;
}

/** Finds out which approvers are in the channel, to mention them, and which may get a copy. */
export async function findApprovers(
  approvers: readonly string[],
  { self_approval: selfApproval, requester_id: requester }: Policy,
  people: TeamsPeople,
  lookup: Lookup,
): Promise<FoundApprovers> {
  const mentions = new Map<string, Mentionable>();
  const absent: Recipient[] = [];
  let isKnown = true;
  await Promise.all(
    approvers.map(async (approver) => {
      const member = await answerTo(people.find(approver), lookup);
      const objectId = objectIdOf(approver);
      if (member === 'no answer') isKnown = false;
      if (typeof member === 'object')
        mentions.set(approver, { id: member.id, name: member.name ?? approver });
      else if (objectId && !(selfApproval === false && approver === requester))
        absent.push({ approver, objectId, isOutside: member === undefined });
    }),
  );
  return { mentions, absent, isKnown };
}

/** Those of some approvers. */
export function among(
  approvers: readonly string[],
  { mentions, absent, isKnown }: FoundApprovers,
): FoundApprovers {
  const isMeant = (approver: string) => approvers.includes(approver);
  return {
    mentions: new Map([...mentions].filter(([approver]) => isMeant(approver))),
    absent: absent.filter(({ approver }) => isMeant(approver)),
    isKnown,
  };
}
