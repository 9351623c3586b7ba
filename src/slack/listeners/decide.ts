import type { ButtonAction } from '@slack/bolt';
import { personOf } from '../person.ts';
import type { SlackPorts } from '../ports.ts';
import { type PressBody, placeOf, pressInSlack } from '../press.ts';
import { showOutcome } from '../show-outcome.ts';

/** A pressed button of an approval message, or of the home tab. */
export interface ButtonPress {
  readonly action: Pick<ButtonAction, 'value'>;
  readonly body: PressBody;
}

/**
 * Completes the task behind a button and replaces the buttons by who decided and when. Who comes too late, or may
 * not, is told so privately. Whatever happens to the messages, a decision that was made stays made.
 */
export async function decideByButton({ action, body }: ButtonPress, ports: SlackPorts): Promise<void> {
  // A button that only links to the page has no value; Slack reports its press all the same.
  if (!action.value) return;
  const verdict = await pressInSlack(action.value, personOf(body.user), { decides: true }, ports);
  await showOutcome(verdict, placeOf(body), ports);
}
