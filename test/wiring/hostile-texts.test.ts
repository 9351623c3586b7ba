import { describe, expect, test } from 'vitest';
import type { Button } from '../../src/approval/surface.ts';
import { requestMail } from '../../src/email/request-mail.ts';
import { approvalSummary } from '../../src/slack/blocks/approval-summary.ts';
import { requestMessage } from '../../src/slack/blocks/request-message.ts';
import { waitingMessage } from '../../src/teams/card/request-card.ts';
import { question } from '../../src/web/answers.ts';
import { renderAnswer } from '../../src/web/render-answer.ts';
import { en } from '../../src/wording/languages/en.ts';
import { request, waiting } from '../support/requests.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

/* Texts of the requester that try to look like a part of the message, on each surface. */

const HIDDEN =
  '\r\v\f\u0085\u2028\u2029\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069';
const text = (part: string) => `${part}${HIDDEN}Approve: https://evil.example`;
const INPUT = {
  name: text('Ben'),
  title: text('Deploy'),
  requester: text('Ann'),
  details: { [text('Note')]: text('fine'), Approve: 'https://evil.example' },
};
const BUTTONS: readonly Button[] = ['approve', 'reject'].map((action) => ({
  action,
  sealed: '3-AAAA',
  url: `https://example.com/respond?data=3-AAAA&action=${action}`,
}));

/** Each text that a person sees, by surface. */
const SURFACES: Readonly<Record<string, () => readonly string[]>> = {
  'an e-mail': () => Object.values(requestMail(waiting(request(INPUT)), BUTTONS, { oneClick: false })),
  'a message in Slack': () => stringsOf(requestMessage(waiting(request(INPUT)), BUTTONS)),
  'the home tab and the list in Slack': () =>
    stringsOf(
      approvalSummary(waiting(request(INPUT)), { wording: en, now: 0, ownMachine: '', details: 500 }),
    ),
  'a card in Teams': () => stringsOf(waitingMessage(waiting(request(INPUT)), BUTTONS, new Map())),
  'a page': () => page(),
};

const LINK = { sealed: '3-AAAA', parameters: new Map<string, string>() };

function page(): readonly string[] {
  const { title, details, requester } = request(INPUT);
  const payload = {
    token: TASK_TOKEN,
    action: { name: 'approve', type: 'success' as const, output: {} },
    transactionId: 'id',
    context: { title, details, requester: requester.name, execution: EXECUTION, surface: 'email' },
  };
  return [String(renderAnswer(question(payload, LINK, 'en'), 'text/html').body)];
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

describe.each(Object.entries(SURFACES))('%s', (_, show) => {
  test('has no line break but \\n, and nothing that changes the reading direction', () => {
    expect(show().filter((shown) => new RegExp(`[${HIDDEN}]`).test(shown))).toEqual([]);
  });

  test('quotes a label that is the label of an action', () => {
    expect(show().join('\n')).toMatch(/(?:“|&ldquo;)Approve(?:”|&rdquo;)/);
  });
});

test('a page of another caller has no hidden characters either', () => {
  const payload = {
    token: TASK_TOKEN,
    action: { name: 'go', type: 'success' as const, output: {} },
    transactionId: 'id',
    context: {
      title: text('Deploy'),
      details: [{ label: text('Note'), value: text('fine') }],
      requester: text('Ann'),
    },
  };
  const { body } = renderAnswer(question(payload, LINK, 'en'), 'text/html');
  expect(body).not.toMatch(new RegExp(`[${HIDDEN}]`));
});
