import { executionReference } from '../../approval/execution.ts';
import { findToCancel, titlesOf } from '../../approval/find-to-cancel.ts';
import { notPermitted } from '../../approval/served.ts';
import { Refusal } from '../../callback/errors.ts';
import { failure } from '../../invocation-log.ts';
import { wordingFor } from '../../wording/index.ts';
import { personText } from '../../wording/person.ts';
import { type Activity, type Delivered, textOf } from '../activity.ts';
import { adaptiveCard, attachmentOf, textBlock } from '../card/elements.ts';
import { escapeMarkdown } from '../card/markdown.ts';
import { type InvokeAnswer, refuse, showCard, tell } from '../invoke-answer.ts';
import { CANCEL, TEAMS } from '../names.ts';
import type { TeamsPorts } from '../ports.ts';
import { accessOf } from './access.ts';
import { textAnswer } from './answer.ts';
import { type Command, viewerOf } from './command.ts';
import { replaceCard } from './replace-card.ts';

/** Answers `cancel <execution>`: a card that asks for confirmation, if the person may cancel. */
export async function cancel(given: string, { viewer, ports, command }: Command): Promise<Activity> {
  const { chat } = wordingFor(ports.locale);
  if (!given) return textAnswer(chat.whichExecution(command, 'cancel'));
  const { waiting, objection } = await findToCancel(given, accessOf(viewer, ports), ports);
  if (!waiting) return textAnswer(objection);
  const { text, submit } = chat.cancelModal;
  const question = text(titlesOf(waiting));
  const data = { execution: executionReference(waiting[0].execution) };
  const card = adaptiveCard([textBlock(escapeMarkdown(question))], {
    fallbackText: question,
    actions: [
      {
        type: 'Action.Execute',
        title: submit,
        verb: CANCEL,
        data,
        style: 'destructive',
        associatedInputs: 'none',
      },
    ],
  });
  return { type: 'message', summary: question, attachments: [attachmentOf(card)] };
}

/**
 * Stops the execution, if the person who presses may cancel: in a channel, it may be another one than who asked. Then EventBridge
 * starts ApprovalOutcome, which updates the message.
 */
export async function confirmCancel(
  activity: Delivered,
  data: Readonly<Record<string, unknown>>,
  ports: TeamsPorts,
): Promise<InvokeAnswer> {
  const { chat } = wordingFor(ports.locale);
  const viewer = await viewerOf(activity, ports);
  const execution = textOf(data.execution) ?? '';
  const { waiting, objection } = await findToCancel(execution, accessOf(viewer, ports), ports);
  if (!waiting) return refuse('NotAllowed', objection);
  const cause = wordingFor(waiting[0].request.locale).cancelledBy(personText(viewer.person) ?? '', TEAMS);
  try {
    await ports.stopExecution(execution, cause);
  } catch (error) {
    ports.note(failure(error));
    if (!(error instanceof Refusal)) return tell(chat.unsure(`@${ports.appName}`));
    const { code, message } =
      error.code === 'NotPermitted' ? notPermitted(execution, ports.locale, error, 'stop') : error;
    return refuse(code, chat.refused(message));
  }
  ports.note({ outcome: 'cancelled' });
  const done = chat.cancelled(titlesOf(waiting));
  return showCard(await replaceCard(activity, done, ports));
}
