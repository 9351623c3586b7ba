import { cut } from '../../approval/text.ts';
import { failure } from '../../invocation-log.ts';
import { wordingFor } from '../../wording/index.ts';
import type { Activity, Delivered } from '../activity.ts';
import { explainPostError } from '../explain.ts';
import { placeIn } from '../message-reference.ts';
import { type TeamsPeople, whoActs } from '../people.ts';
import type { TeamsPorts } from '../ports.ts';
import { channelOf } from '../roster.ts';
import type { Viewer } from './access.ts';
import { textAnswer } from './answer.ts';
import { readTyped, type TypedText, withNames } from './typed-text.ts';

/** How many characters of an unknown subcommand the answer repeats. */
const MAX_ECHO = 50;

/** A message that a person wrote to the bot. */
export interface Command {
  readonly activity: Delivered;
  readonly typed: TypedText;
  readonly viewer: Viewer;
  /** The people of the conversation. */
  readonly people: TeamsPeople;
  /** How people type commands here. */
  readonly command: string;
  readonly ports: TeamsPorts;
}

/** Answers a subcommand. `rest` is the text after it. */
export type Subcommand = (rest: string, command: Command) => Activity | Promise<Activity>;

/** The person of an activity, and where an answer appears. @throws if Teams cannot be asked */
export async function viewerOf(activity: Delivered, ports: TeamsPorts): Promise<Viewer> {
  const place = placeIn(activity);
  const person = await whoActs(activity, ports.people.in(place), ports.tenantId);
  return activity.conversation.kind === 'personal' ? { person } : { person, publicIn: channelOf(place) };
}

/**
 * Answers a message with a command, in its conversation. Explains the commands for any other text. An error of a command is
 * answered; an answer that cannot be sent is logged.
 */
export async function answerCommand(
  activity: Delivered,
  subcommands: ReadonlyMap<string, Subcommand>,
  ports: TeamsPorts,
): Promise<void> {
  const answer = await run(activity, subcommands, ports);
  try {
    await ports.connector.send(placeIn(activity), answer);
  } catch (error) {
    ports.log({ level: 'error', event: 'reply_failed', surface: 'teams', error });
  }
}

async function run(
  activity: Delivered,
  subcommands: ReadonlyMap<string, Subcommand>,
  ports: TeamsPorts,
): Promise<Activity> {
  try {
    const typed = readTyped(activity);
    const [first = ''] = typed.text.split(/\s/, 1);
    const subcommand = first.toLowerCase() || 'help';
    const answerTo = subcommands.get(subcommand);
    if (!answerTo) return unknown(withNames(first, typed.mentioned), ports);
    ports.note({ subcommand });
    const viewer = await viewerOf(activity, ports);
    const people = ports.people.in(placeIn(activity));
    const command = { activity, typed, viewer, people, command: `@${ports.appName}`, ports };
    return await answerTo(typed.text.slice(first.length).trim(), command);
  } catch (error) {
    ports.note(failure(error));
    const wording = wordingFor(ports.locale);
    return textAnswer(wording.chat.failed(explainPostError(error, wording)));
  }
}

function unknown(given: string, { locale, appName }: TeamsPorts): Activity {
  const { chat, teams } = wordingFor(locale);
  const command = `@${appName}`;
  return textAnswer(`${chat.unknown(cut(given, MAX_ECHO), command)}\n${teams.help(`${command} `)}`);
}
