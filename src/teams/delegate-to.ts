import { answerTo } from '../approval/lookup.ts';
import type { Press } from '../approval/verdict.ts';
import { textOf } from './activity.ts';
import { DELEGATE_TO } from './card/delegate-actions.ts';
import { chatWith } from './chat-with.ts';
import { objectIdOf, personId } from './ids.ts';
import type { TeamsPeople } from './people.ts';
import type { TeamsPorts } from './ports.ts';

/** How long a press waits for the name of the person. */
const NAME_WITHIN_MS = 1_000;

/**
 * Whom an approver names in the card: the person who was picked, or the address that was typed. Two people are one text, which
 * names no person.
 *
 * @param data what was filled in
 * @param people the people of the conversation
 */
export async function delegateTo(
  data: Readonly<Record<string, unknown>>,
  people: TeamsPeople,
  ports: Pick<TeamsPorts, 'connector' | 'people' | 'timeout' | 'log'>,
): Promise<NonNullable<Press['delegateTo']>> {
  const picked = textOf(data[DELEGATE_TO.person]);
  const typed = textOf(data[DELEGATE_TO.address]) ?? '';
  const person = `${picked ? personId(picked) : ''} ${typed}`.trim();
  const lookup = { deadline: ports.timeout(NAME_WITHIN_MS), log: ports.log };
  const name = person && (await answerTo(nameOf(person, people, ports), lookup));
  return { person, name: name === 'no answer' ? undefined : name };
}

/** Teams tells a bot the names of people in its conversations: this one, and the personal chat. */
async function nameOf(
  person: string,
  people: TeamsPeople,
  ports: Pick<TeamsPorts, 'connector' | 'people'>,
): Promise<string | undefined> {
  const member = await people.find(person);
  const objectId = objectIdOf(person);
  if (member || !objectId) return member?.name;
  const chat = await chatWith(objectId, ports);
  return chat && (await ports.people.in(chat).find(person))?.name;
}
