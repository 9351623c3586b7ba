import { FIELD } from '../../../approval/request-form.ts';
import { DECIDE_PREFIX } from '../../../slack/blocks/decide-buttons.ts';
import { REQUEST_SHORTCUT } from '../../../slack/names.ts';
import { command, press } from '../acts.ts';
import { endOf, newest, sentenceOf, wasAsked } from '../ends.ts';
import { asking, started } from '../recovery.ts';
import type { Outage, Played, Scenario } from '../scenario.ts';
import { plain, seenInSlack, seenOnPage, wordsTo } from '../seen.ts';
import { ANN, linkIn, messagesIn, type Stage } from '../stage.ts';
import { inTime, untilAsked } from '../tried.ts';

/** The fault lasts until the function has ended once. If nothing was sent, Step Functions tries again. */
export function sendTo(input: object = {}): Scenario['play'] {
  return async (stage, outage) => {
    const { stack, slack, lines, until } = stage;
    outage.begin();
    await stage.start(input);
    await inTime(until('the function', () => lines.some(({ event }) => event === 'request_approval')));
    outage.lift();
    const { status, cause } = await until('the request', () => {
      const execution = newest(stage);
      return (wasAsked(execution) || execution.status !== 'RUNNING') && execution;
    });
    const sees = wordsTo(ANN, stage)
      .map((text) => `“${plain(text)}”`)
      .join('; ');
    if (status !== 'RUNNING') {
      const ends = `the execution fails: “${sentenceOf(cause)}”`;
      return { sees, ends, violations: [] };
    }
    const message = messagesIn(slack).at(-1);
    const { text, isTwice } = asking(stage);
    if (message) await press(stage, message, `${DECIDE_PREFIX}approve`);
    else await seenOnPage(linkIn(stack.emails()[0]?.message), 'POST');
    const end = await endOf(stage, 'approve');
    return {
      sees: sees || 'the request',
      ends: `${text}; ${end.ends}`,
      violations: [...end.violations, ...(isTwice ? ['The request was sent twice.'] : [])],
    };
  };
}

export async function startByCommand(stage: Stage, outage: Outage): Promise<Played> {
  const start = () => command(stage, ANN, 'start Ben');
  outage.begin();
  const seen = await start();
  await untilAsked(stage);
  outage.lift();
  return started(stage, seen, start);
}

export async function openForm(stage: Stage, outage: Outage): Promise<Played> {
  const { slack } = stage;
  const open = () =>
    seenInSlack(stage, ANN, () => slack.shortcut({ user: ANN, callbackId: REQUEST_SHORTCUT }));
  outage.begin();
  const seen = await open();
  outage.lift();
  await open();
  const isOpen = slack.views(ANN).modal !== undefined;
  return {
    sees: seen.text.startsWith('a modal') ? 'the form' : seen.text,
    ends: 'the form opens the next time',
    violations: isOpen ? [] : ['The form does not open after the fault.'],
  };
}

export async function startByForm(stage: Stage, outage: Outage): Promise<Played> {
  const { slack } = stage;
  const open = () => slack.shortcut({ user: ANN, callbackId: REQUEST_SHORTCUT });
  const fill = () =>
    seenInSlack(stage, ANN, () =>
      slack.submit({ user: ANN, values: { [FIELD.name]: { [FIELD.name]: 'Ben' } } }),
    );
  await open();
  outage.begin();
  const seen = await fill();
  await untilAsked(stage);
  outage.lift();
  return started(stage, seen, async () => {
    if (slack.views(ANN).modal) await slack.closeModal({ user: ANN });
    await open();
    await fill();
  });
}
