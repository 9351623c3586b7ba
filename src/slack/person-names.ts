import { inTime } from '../approval/in-time.ts';
import { type Mentioned, mention, piecesOf } from '../approval/rich-text.ts';
import { isUserId } from './ids.ts';
import type { SlackPeople, SlackPerson } from './people.ts';
import type { SlackPorts } from './ports.ts';

/** An answer in time is worth more than a name. */
const NAME_WITHIN_MS = 600;

interface NamePorts extends Pick<SlackPorts, 'timeout' | 'log'> {
  readonly people: Pick<SlackPeople, 'nameOf'>;
}

interface EmailPorts extends Pick<SlackPorts, 'timeout' | 'log'> {
  readonly people: Pick<SlackPeople, 'emailOf'>;
}

/**
 * The person with the name that others see in Slack. If Slack does not tell it in time, the person keeps the name of the
 * payload (`user_name`, `username`), which Slack has deprecated. Never rejects.
 */
export async function withName(person: SlackPerson, ports: NamePorts): Promise<SlackPerson> {
  return { ...person, name: (await nameInTime('person', person.id, ports)) || person.name };
}

/**
 * The name of an approver who is given by the id of a user; undefined if Slack does not tell it in time, and for an e-mail address.
 * Never rejects.
 */
export async function nameOfPerson(approver: string, ports: NamePorts): Promise<string | undefined> {
  return isUserId(approver) ? (await nameInTime('person', approver, ports)) || undefined : undefined;
}

/**
 * The text with a name in each mention, for the surfaces that cannot mention. A mention whose name Slack does not tell in
 * time keeps the name that it has, if any. Never rejects.
 */
export async function withNames(text: string, ports: NamePorts): Promise<string> {
  const named = piecesOf(text).map(async (piece) => {
    if (piece.kind !== 'mention') return piece.text;
    const { of, id, name } = piece;
    // Slack gives the current name of a group or a channel, but of a user only the deprecated one.
    const isCurrent = name !== '' && of !== 'person';
    return mention(of, id, isCurrent ? name : ((await nameInTime(of, id, ports)) ?? name));
  });
  return (await Promise.all(named)).join('');
}

/**
 * The person with the e-mail address, so that votes of other surfaces can be compared; without, if Slack does not tell it in
 * time. Never rejects.
 */
export async function withEmail(person: SlackPerson, ports: EmailPorts): Promise<SlackPerson> {
  const email = await answerInTime('email_unknown', ports.people.emailOf(person.id), ports);
  return { ...person, ...(email && { email }) };
}

function nameInTime(of: Mentioned, id: string, ports: NamePorts): Promise<string | undefined> {
  return answerInTime('name_unknown', ports.people.nameOf(of, id), ports);
}

async function answerInTime(
  event: string,
  question: Promise<string | undefined>,
  { timeout, log }: Pick<SlackPorts, 'timeout' | 'log'>,
): Promise<string | undefined> {
  try {
    return await inTime(timeout(NAME_WITHIN_MS), question);
  } catch (error) {
    log({ level: 'warn', event, error });
    return undefined;
  }
}
