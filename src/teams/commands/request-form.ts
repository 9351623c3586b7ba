import { FIELD_OF } from '../../approval/request-form.ts';
import { objectIn } from '../../callback/json.ts';
import { wordingFor } from '../../wording/index.ts';
import { type Activity, type Delivered, textOf } from '../activity.ts';
import { type AdaptiveCard, attachmentOf } from '../card/elements.ts';
import { type FormValues, type RequestForm, requestForm } from '../card/request-form.ts';
import { isAllowed } from '../channel.ts';
import type { TeamChannel } from '../connector.ts';
import { type InvokeAnswer, refuse, showCard, tell } from '../invoke-answer.ts';
import { placeIn } from '../message-reference.ts';
import { TEAMS } from '../names.ts';
import type { TeamsPorts } from '../ports.ts';
import type { Viewer } from './access.ts';
import { type Command, viewerOf } from './command.ts';
import { readRequestForm, valuesIn } from './read-request-form.ts';
import { replaceCard } from './replace-card.ts';
import { type StartPorts, startRequest } from './start-request.ts';

/** Answers `start` without a name: a form. In a channel, all members see it. */
export async function showRequestForm({ activity, viewer }: Command, ports: StartPorts): Promise<Activity> {
  const card = await formFor(activity, viewer, { values: {} }, ports);
  return { type: 'message', summary: card.fallbackText, attachments: [attachmentOf(card)] };
}

/**
 * Starts the request of a form that was sent. All people then see the result in its place. If the person can correct what is
 * wrong, the answer is the form with what was typed.
 *
 * @param data the data of the button, and what is in the inputs
 */
export async function sendRequestForm(
  activity: Delivered,
  data: Readonly<Record<string, unknown>>,
  given: TeamsPorts,
): Promise<InvokeAnswer> {
  const { chat, teams, notAllowed } = wordingFor(given.locale);
  const { channel } = given;
  if (channel === undefined) return refuse('ServiceError', teams.channelNotSet);
  const ports = { ...given, channel };
  const viewer = await viewerOf(activity, ports);
  const { person } = viewer;
  // The requester is always the person who sends the form, so this member needs no seal.
  if (data.by !== person.id) {
    return refuse('NotAllowed', teams.requestForm.notYours(`@${ports.appName} start`));
  }
  if (person.external) return refuse('NotAllowed', chat.refused(notAllowed.external));
  const values = valuesIn(data);
  const filled = {
    delivery: `${activity.conversation.id} ${activity.replyToId}`,
    text: JSON.stringify(values),
    read: async () => readRequestForm(values, ports),
  };
  const result = await startRequest(filled, person, ports.people.in(placeIn(activity)), ports);
  if (result.started) return showCard(await replaceCard(activity, result.text, ports));
  const { why, reason, problem } = result;
  // The same values start no second execution.
  if (why === 'unsure') return tell(reason);
  if (!problem) return refuse('ServiceError', why === 'refused' ? chat.refused(reason) : reason);
  const wrong = { field: FIELD_OF[problem], reason };
  return showCard(await formFor(activity, viewer, { values, problem: wrong }, ports));
}

async function formFor(
  activity: Delivered,
  { person, publicIn }: Viewer,
  filled: { readonly values: FormValues; readonly problem?: RequestForm['problem'] },
  ports: StartPorts,
): Promise<AdaptiveCard> {
  const all = await channelsFor(activity, ports);
  const channels = all?.filter(({ id }) => isAllowed(id, ports));
  const isPublic = publicIn !== undefined;
  const form = { by: person, isPublic, channels, usualChannel: ports.channel, ...filled };
  return requestForm(form, wordingFor(ports.locale));
}

/** The channels of the team of an activity; undefined in a chat. Without an answer of Teams, the channel can be typed. */
async function channelsFor(
  { raw, serviceUrl }: Delivered,
  { connector, log }: TeamsPorts,
): Promise<readonly TeamChannel[] | undefined> {
  const team = textOf(objectIn(objectIn(raw.channelData).team).id);
  if (!team) return undefined;
  try {
    return await connector.channels(serviceUrl, team);
  } catch (error) {
    log({ level: 'warn', event: 'channels_unknown', surface: TEAMS, error });
    return undefined;
  }
}
