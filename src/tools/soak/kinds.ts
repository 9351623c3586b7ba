import { linkOf, submitForm } from '../../local/demo/visitor.ts';
import { DECIDE_PREFIX } from '../../slack/blocks/decide-buttons.ts';
import { fieldOf } from '../../slack/blocks/input-fields.ts';
import { CANCEL } from '../../teams/names.ts';
import type { Followed } from './journal.ts';
import type { Asked } from './shown.ts';
import type { Stage } from './stage.ts';

/** A way in which people decide. */
export interface Kind {
  readonly name: string;
  /** What the input of the execution has besides its name. */
  readonly request: object;
  /** The action in the output, or the status of the execution. */
  readonly expected: string;
  readonly answer: (stage: Stage, asked: Asked, followed: Followed) => Promise<unknown>;
}

const FORM = {
  inputs: [
    { name: 'ticket', label: 'Ticket', type: 'text', required: true },
    { name: 'hours', label: 'For how many hours?', type: 'number', default: 4 },
  ],
};

/** In the order in which each worker plays them, again and again. */
export const KINDS: readonly Kind[] = [
  {
    name: 'approves in Slack',
    request: {},
    expected: 'approve',
    answer: (stage, asked) => pressInSlack(stage, asked, 'ben'),
  },
  {
    name: 'approves in Slack, pressing three times at once',
    request: {},
    expected: 'approve',
    answer: (stage, asked) => Promise.all([1, 2, 3].map(() => pressInSlack(stage, asked, 'ben'))),
  },
  {
    name: 'approves in Teams',
    request: {},
    expected: 'approve',
    answer: (stage, asked) => pressInTeams(stage, asked, 'Approve'),
  },
  {
    name: 'rejects by a link that scanners opened',
    request: {},
    expected: 'reject',
    async answer(stage, { mails: [mail] }) {
      const link = mail ? linkOf('Reject', mail) : '';
      await Promise.all([stage.visit(link, { method: 'HEAD' }), stage.visit(link), stage.visit(link)]);
      await submitForm(link, await stage.visit(link));
    },
  },
  {
    name: 'fills in a form on the page',
    request: FORM,
    expected: 'approve',
    async answer({ visit }, { mails: [mail] }) {
      const link = mail ? linkOf('Approve', mail) : '';
      const body = new URLSearchParams({ 'input.ticket': 'OPS-7', 'input.hours': '2' });
      await visit(link);
      await visit(link, { method: 'POST', body });
    },
  },
  {
    name: 'fills in a form in Teams',
    request: FORM,
    expected: 'approve',
    answer: (stage, asked) =>
      pressInTeams(stage, asked, 'Approve', { 'input:approve:ticket': 'OPS-7', 'input:approve:hours': '2' }),
  },
  {
    name: 'fills in a form in Slack',
    request: FORM,
    expected: 'approve',
    answer: (stage, asked) =>
      stage.inTurn(async () => {
        await pressInSlack(stage, asked, 'cleo');
        const ticket = fieldOf('ticket');
        await submitModal(stage, { [ticket]: { [ticket]: 'OPS-7' } });
      }),
  },
  {
    name: 'votes in Slack, and another person in Teams',
    request: { approvals: 2 },
    expected: 'approve',
    async answer(stage, asked, followed) {
      await pressInSlack(stage, asked, 'ben');
      await stage.until(() => followed.asked > 1);
      await pressInTeams(stage, asked, 'Approve');
    },
  },
  {
    name: 'stops the execution',
    request: {},
    expected: 'ABORTED',
    answer: ({ stop }, { execution }) => stop(execution),
  },
  {
    name: 'cancels by a command in Slack',
    request: {},
    expected: 'ABORTED',
    answer: (stage, { execution }) =>
      stage.inTurn(async () => {
        await stage.act(() => stage.slack.command({ user: 'cleo', text: `/approval cancel ${execution}` }));
        await submitModal(stage, {});
      }),
  },
  {
    name: 'cancels by a command in Teams',
    request: {},
    expected: 'ABORTED',
    async answer({ act, stack: { teams } }, { execution }) {
      await act(() => teams.say({ user: 'ann', text: `@${teams.bot.name} cancel ${execution}` }));
      const question = teams.messages().findLast((one) => {
        const text = JSON.stringify(one);
        return text.includes(`"verb":"${CANCEL}"`) && text.includes(`:${execution}"`);
      });
      await act(() => teams.press({ user: 'ann', activity: question?.id ?? '', action: CANCEL }));
    },
  },
];

/** A press of each approval that waits through the whole run. */
export const STANDING: Kind = {
  name: 'approves in Slack at the end of the run',
  request: {},
  expected: 'approve',
  answer: (stage, asked) => pressInSlack(stage, asked, 'ben'),
};

function pressInSlack(
  { act, slack }: Stage,
  { message: { channel, ts } }: Asked,
  user: string,
): Promise<void> {
  return act(() => slack.press({ user, channel, ts, actionId: `${DECIDE_PREFIX}approve` }));
}

/** Cleo submits the modal that she has open. */
function submitModal(
  { act, slack }: Stage,
  values: Readonly<Record<string, Readonly<Record<string, string>>>>,
) {
  return act(() => slack.submit({ user: 'cleo', values }));
}

function pressInTeams(
  { act, stack: { teams } }: Stage,
  { card }: Asked,
  action: string,
  values: Readonly<Record<string, string>> = {},
): Promise<void> {
  return act(() => teams.press({ user: 'ann', activity: card.id, action, values }));
}
