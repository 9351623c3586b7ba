import { describe, expect, test } from 'vitest';
import type { HistoryEvent, HistoryOptions } from '../../src/approval/history.ts';
import { linksTo, payloadOfLink } from '../../src/approval/links.ts';
import { approvalOfToken, readApprovals } from '../../src/approval/read-approvals.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { LinkReference } from '../../src/callback/payload.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';
import { ASKED_AT, EXECUTION, scheduled, TASK_TOKEN } from '../support/web-fake-workflow.ts';

const TARGET = { surface: 'email', confirm: true, recipient: 'ann@example.com' };
const NOW = ASKED_AT.getTime();
const TWO_WEEKS_MS = 14 * 24 * 3_600_000;

/** The history of a request with this input, and its link to approve. */
function asked(input: object = { name: 'Ben' }) {
  const history = scheduled(input, ASKED_AT);
  const approval = approvalOfToken(readApprovals(history, EXECUTION, DEFAULTS), TASK_TOKEN);
  if (!approval) throw new TypeError('the history has no request');
  const [approve] = linksTo(approval, TARGET) ?? [];
  if (!approve) throw new TypeError('there is no link');
  return { history, approval, approve };
}

/** What a link means, by this history. */
function mean(link: LinkReference, history: readonly HistoryEvent[] | Error, now = NOW) {
  const { lines, log } = createFakeLog();
  const reads: [string, HistoryOptions | undefined][] = [];
  const payload = payloadOfLink(link, {
    ...DEFAULTS,
    now: () => now,
    log,
    async getHistory(execution, options) {
      reads.push([execution, options]);
      if (history instanceof Error) throw history;
      return history;
    },
  });
  return { payload, reads, lines };
}

describe('a link by reference', () => {
  test('names the task, the action and the recipient, and can be looked up for two weeks after the request expires', () => {
    const { approve, approval } = asked();
    const until = approval.state.kind === 'waiting' ? approval.state.until?.getTime() : undefined;

    expect(approve).toStrictEqual({
      task: { event: 2, tokenHash: expect.stringMatching(/^[0-9a-f]{32}$/) },
      action: { name: 'approve', type: 'success', confirm: true },
      transactionId: approval.id,
      expiresAt: ((until ?? 0) + TWO_WEEKS_MS) / 1000,
      context: { recipient: 'ann@example.com', locale: 'en', surface: 'email', execution: EXECUTION },
    });
    expect(JSON.stringify(approve)).not.toContain(TASK_TOKEN.slice(0, 20));
  });

  test('means the token, the request and its policy in the history, which is read from its task on', async () => {
    const { approve, approval, history } = asked({
      name: 'Ben',
      details: { Environment: 'production' },
      approvers: ['ann@example.com'],
      comment: 'required',
    });
    const { payload, reads } = mean(approve, history);

    expect(await payload).toStrictEqual({
      token: TASK_TOKEN,
      action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' }, confirm: true },
      transactionId: approval.id,
      expiresAt: expect.any(Number),
      since: 2,
      context: {
        approvers: ['ann@example.com'],
        comment: 'required',
        recipient: 'ann@example.com',
        title: 'Approval for Ben',
        details: [{ label: 'Environment', value: 'production' }],
        requester: 'the workflow ApprovalEmails',
        locale: 'en',
        surface: 'email',
        execution: EXECUTION,
      },
    });
    expect(reads).toEqual([[EXECUTION, { since: 2 }]]);
  });

  test('of any round names the first one, and decides the one that waits', async () => {
    const request = { name: 'Ben', approvals: 3 };
    const first = scheduled(request, ASKED_AT);
    const cause = JSON.stringify({
      decision: { action: 'approve', by: 'Ann', via: 'slack', at: ASKED_AT.toISOString() },
    });
    const history: HistoryEvent[] = [
      ...first,
      {
        id: 4,
        previousEventId: 3,
        type: 'TaskFailed',
        taskFailedEventDetails: { error: 'Countersign.NextRound', cause },
      },
      ...scheduled(request, ASKED_AT, 'token 2')
        .slice(1)
        .map((event, index) => ({ ...event, id: 5 + index, previousEventId: 4 + index })),
    ];
    const [now] = readApprovals(history, EXECUTION, DEFAULTS);
    if (!now) throw new TypeError('the history has no request');
    const [later] = linksTo(now, TARGET) ?? [];
    const { approve } = asked(request);
    expect(later?.task).toEqual(approve.task);

    const { payload, reads } = mean(approve, history);
    expect(await payload).toMatchObject({ token: 'token 2', since: 2, context: { rounds: true } });
    expect(reads).toEqual([[EXECUTION, { since: 2 }]]);
    // The history may have been read from there on.
    expect(await mean(approve, history.slice(1)).payload).toMatchObject({ token: 'token 2' });
  });

  test('means an action of the request, with its label, its meaning and what it asks for', async () => {
    const inputs = [{ name: 'why', label: 'Why', type: 'text' }];
    const actions = [{ name: 'hold', label: 'Hold', outcome: 'other', output: { days: 2 } }];
    const { approve: hold, history } = asked({ name: 'Ben', inputs, actions });
    expect(hold.action).toEqual({ name: 'hold', type: 'success', confirm: true });
    expect(hold.context).not.toHaveProperty('label');
    expect(await mean(hold, history).payload).toMatchObject({
      action: { output: { name_in_output: 'Ben', days: 2 } },
      since: 2,
      context: { label: 'Hold', outcome: 'other', inputs: true },
    });
  });

  test('is refused, if the request does not have its action', async () => {
    const { approve, history } = asked();
    for (const name of ['hold', 'constructor']) {
      const other = { ...approve, action: { ...approve.action, name } };
      await expect(mean(other, history).payload).rejects.toMatchObject({ code: 'InvalidPayload' });
    }
  });

  test('has the times from when on other people may decide', async () => {
    const to = ['boss@example.com'];
    const { approve, history } = asked({
      name: 'Ben',
      approvers: ['ann@example.com'],
      escalate: [{ after: '1h', to }],
    });
    expect(await mean(approve, history).payload).toMatchObject({
      context: { approvers: ['ann@example.com'], escalate: [{ at: NOW / 1000 + 3_600, to }] },
    });
  });

  test.each([
    { title: 'another token', change: { task: { event: 2, tokenHash: '0'.repeat(32) } } },
    { title: 'another event', change: { task: { event: 4, tokenHash: asked().approve.task.tokenHash } } },
    {
      title: 'an action that the request does not have',
      change: { action: { name: 'x', type: 'success' as const } },
    },
  ])('of $title is not valid', async ({ change }) => {
    const { approve, history } = asked();
    await expect(mean({ ...approve, ...change }, history).payload).rejects.toMatchObject({
      code: 'InvalidPayload',
    });
  });

  test('of an execution that was deleted is not valid', async () => {
    const { payload } = mean(
      asked().approve,
      new Refusal('InvalidRequest', 'This execution does not exist.'),
    );
    await expect(payload).rejects.toMatchObject({ code: 'InvalidPayload' });
  });

  test('is not looked up any more two weeks after the request has expired', async () => {
    const { approve, history } = asked();
    const { payload, reads } = mean(approve, history, (approve.expiresAt ?? 0) * 1000);
    await expect(payload).rejects.toMatchObject({ code: 'ExpiredPayload' });
    expect(reads).toEqual([]);
  });

  test('is refused for the moment, and logged, while the history cannot be read', async () => {
    const { payload, lines } = mean(asked().approve, new Error('ECONNRESET'));
    await expect(payload).rejects.toMatchObject({ code: 'HistoryUnavailable' });
    expect(lines).toMatchObject([{ level: 'error', event: 'history_failed', execution: EXECUTION }]);
  });

  test('is not made if the history did not have the task', () => {
    const { approval } = asked();
    const rounds = approval.rounds.map(({ task: _, ...round }) => round);
    expect(linksTo({ ...approval, rounds }, TARGET)).toBeUndefined();
  });
});
