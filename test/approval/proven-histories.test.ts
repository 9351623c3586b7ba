import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delegationsOf, lastRound, resolutionOf, votesOf } from '../../src/approval/approval.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { onlyProven } from '../../src/approval/proven-histories.ts';
import { readApprovals } from '../../src/approval/read-approvals.ts';
import { hasProof, SENT } from '../../src/approval/record.ts';
import { NEXT_ROUND } from '../../src/approval/round-errors.ts';
import type { Json, JsonObject } from '../../src/callback/json.ts';
import type { Proofs } from '../../src/callback/seal.ts';
import { approved, asked, EXECUTION, executionEnded, failed, tokenOf } from '../support/built-histories.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import {
  answered,
  approvedBy,
  askedBy,
  failedBy,
  returning,
  sentBy,
  taskOf,
} from '../support/proven-records.ts';
import { DEFAULTS } from '../support/requests.ts';
import { createMemorySealer } from '../support/web-sealer.ts';

const ours = createMemorySealer();
const theirs = createMemorySealer();

const VOTE = {
  action: 'approve',
  outcome: 'approve',
  label: 'Ship it',
  by: 'Ann',
  user_id: 'U0ANN0001',
  email: 'ann@example.com',
  via: 'slack',
  at: '2026-11-24T12:04:00.000Z',
  comment: 'fine',
  inputs: { version: 3, until: '2026-12-01', urgent: true },
  replaces: 1,
};
const DELEGATION = {
  from: { by: 'Ann', user_id: 'U0ANN0001', email: 'ann@example.com' },
  to: 'U0BEN0001',
  name: 'Ben',
  via: 'slack',
  at: '2026-11-24T12:04:00.000Z',
};
const TWO = { name: 'Ben', approvals: 2 };
const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:request-approval';

/** What readers see of a history, and the log. */
async function read(
  events: readonly HistoryEvent[],
  {
    proofs = ours,
    execution = EXECUTION,
    askingFunction = FUNCTION,
  }: { proofs?: Pick<Proofs, 'isProof'>; execution?: string; askingFunction?: string } = {},
) {
  const { lines, log } = createFakeLog();
  const getHistory = onlyProven(async () => events, { proofs, askingFunction, log });
  const history = await getHistory(execution);
  const approvals = readApprovals(history, execution, DEFAULTS);
  const [approval] = approvals;
  return {
    approvals,
    history,
    lines,
    votes: approval && votesOf(approval).map(({ who }) => who.name),
    delegations: approval && delegationsOf(approval).map(({ to }) => to),
    shown: approval && lastRound(approval).shown,
    resolution: approval && resolutionOf(approval),
  };
}

const IGNORED = { level: 'warn', event: 'record_ignored', execution: 'Release:one' };

/** Each change of one member, at any depth: another value, and none. */
function changesOf(value: Json): Json[] {
  if (Array.isArray(value)) {
    return [
      [],
      [...value, ...value],
      ...value.flatMap((one, index) => changesOf(one).map((other) => value.with(index, other))),
    ];
  }
  if (typeof value !== 'object' || value === null) return [typeof value === 'number' ? value + 1 : 'changed'];
  return Object.entries(value as JsonObject).flatMap(([name, member]) => [
    Object.fromEntries(Object.entries(value).filter(([one]) => one !== name)),
    ...changesOf(member).map((other) => ({ ...value, [name]: other })),
  ]);
}

const withoutProof = ({ proof: _, ...record }: JsonObject) => record;
const copies = (record: JsonObject): JsonObject[] =>
  changesOf(withoutProof(record)).map((other) => ({ ...(other as JsonObject), proof: record.proof ?? null }));

describe('the messages of request-approval', () => {
  test('are read where their proof opens', async () => {
    const { shown, lines } = await read(await askedBy(ours, 1));
    expect(shown).toEqual({ slack: 'on 1' });
    expect(lines).toEqual([]);
  });

  test('are ignored and counted, whichever member is changed', async () => {
    const sent = await sentBy(ours, 1, { messages: { slack: { channel: 'C1', ts: '1.2' } }, approvals: [2] });
    const { transaction_id: _, ...record } = sent;
    const changed = copies(record);
    expect(changed.length).toBeGreaterThan(8);
    for (const copy of changed) {
      const events = returning(asked('Ben', 1), { transaction_id: '1', ...copy });
      const { shown, approvals, lines } = await read(events);
      expect(shown).toEqual({});
      expect(approvals[0] && lastRound(approvals[0]).approvals).toBeUndefined();
      expect(lines).toEqual([{ ...IGNORED, records: 1 }]);
    }
  });

  test.each([
    ['without a proof', async () => ({ messages: { slack: 'of another' } })],
    ['of another task', () => sentBy(ours, 2)],
    ['of another deployment', () => sentBy(theirs, 1)],
  ])('are ignored %s', async (_, record) => {
    const { shown, lines } = await read(
      returning(asked('Ben', 1), { transaction_id: '1', ...(await record()) }),
    );
    expect(shown).toEqual({});
    expect(lines).toEqual([{ ...IGNORED, records: 1 }]);
  });

  test('are ignored in another execution', async () => {
    const { shown } = await read(await askedBy(ours, 1), { execution: 'Release:two' });
    expect(shown).toEqual({});
  });

  test('are the same by the ARN of the execution and by its short name', async () => {
    const { shown } = await read(await askedBy(ours, 1), { execution: 'Release:one' });
    expect(shown).toEqual({ slack: 'on 1' });
  });

  test('may come with more members, in another order', async () => {
    const { messages, proof } = await sentBy(ours, 1, { messages: { slack: { a: 1, b: 2 }, email: null } });
    const { slack } = messages as { slack: object };
    const reordered = {
      proof,
      more: true,
      messages: { email: null, slack: { b: 2, a: 1 } },
      transaction_id: '1',
    };
    expect(slack).toEqual({ a: 1, b: 2 });
    const { shown } = await read(returning(asked('Ben', 1), reordered));
    expect(shown).toEqual({ slack: { a: 1, b: 2 }, email: null });
  });
});

describe('an answer in an output', () => {
  const output = { name_in_output: 'Ben', decision: VOTE, decisions: [VOTE] };

  test('is read where its proof opens', async () => {
    const { resolution, lines } = await read([
      ...(await askedBy(ours, 1)),
      await approvedBy(ours, 1, output),
    ]);
    expect(resolution).toMatchObject({ status: 'approved', vote: { who: { name: 'Ann' }, comment: 'fine' } });
    expect(lines).toEqual([]);
  });

  test('has no name, whichever member is changed', async () => {
    const { name_in_output: _, ...record } = await answered(ours, 1, output);
    const changed = copies(record);
    expect(changed.length).toBeGreaterThan(40);
    for (const copy of changed) {
      const { resolution } = await read([...(await askedBy(ours, 1)), approved(1, copy)]);
      expect(resolution).toEqual({ status: 'approved', at: expect.any(Date) });
    }
  });

  test.each([
    ['without a proof', async () => output],
    ['of another task', () => answered(ours, 2, output)],
    ['of another deployment', () => answered(theirs, 1, output)],
    [
      'whose proof is that of the messages',
      async () => ({ ...output, proof: (await sentBy(ours, 1)).proof }),
    ],
    [
      'whose proof is a payload',
      async () => ({
        ...output,
        proof: await ours.seal({
          token: tokenOf(1),
          action: { name: 'approve', type: 'success', output },
          transactionId: '0f',
        }),
      }),
    ],
  ])('has no name %s', async (_, record) => {
    const { resolution, lines } = await read([
      ...(await askedBy(ours, 1)),
      approved(1, (await record()) as object),
    ]);
    expect(resolution).toEqual({ status: 'approved', at: expect.any(Date) });
    expect(lines).toEqual([{ ...IGNORED, records: 1 }]);
  });

  test('is read of a function of its own, which got its links from create-urls', async () => {
    const [scheduled, submitted] = asked('Ben', 1);
    const parameters = JSON.stringify({ FunctionName: 'theirs', Payload: { nested: [{ key: tokenOf(1) }] } });
    const own = {
      ...scheduled,
      taskScheduledEventDetails: { resource: 'invoke.waitForTaskToken', parameters },
    };
    const { history } = await read([own, submitted ?? {}, await approvedBy(ours, 1, output)]);
    expect(history.at(-1)?.taskSucceededEventDetails?.output).toContain('Ann');
  });
});

describe('an answer in a cause', () => {
  test('is a vote of a round where its proof opens', async () => {
    const { votes } = await read([
      ...(await askedBy(ours, 1, { request: TWO })),
      await failedBy(ours, 1, NEXT_ROUND, { decision: VOTE }),
      ...(await askedBy(ours, 2, { request: TWO, after: 12 })),
    ]);
    expect(votes).toEqual(['Ann']);
  });

  test('counts nothing, whichever member is changed', async () => {
    const record = await answered(ours, 1, { errorType: NEXT_ROUND, decision: VOTE });
    for (const copy of copies(record)) {
      const { votes, approvals } = await read([
        ...(await askedBy(ours, 1, { request: TWO })),
        failed(1, NEXT_ROUND, { cause: JSON.stringify(copy) }),
        ...(await askedBy(ours, 2, { request: TWO, after: 12 })),
      ]);
      expect(votes).toEqual([]);
      expect(approvals[0]?.state).toMatchObject({ kind: 'waiting', needed: 2 });
    }
  });

  test('counts once: a proof of an older round is no vote of a later one', async () => {
    const record = await answered(ours, 1, { errorType: NEXT_ROUND, decision: VOTE });
    const { votes, lines } = await read([
      ...(await askedBy(ours, 1, { request: TWO })),
      failed(1, NEXT_ROUND, { cause: JSON.stringify(record) }),
      ...(await askedBy(ours, 2, { request: TWO, after: 12 })),
      failed(2, NEXT_ROUND, { cause: JSON.stringify(record) }),
      ...(await askedBy(ours, 3, { request: TWO, after: 22 })),
    ]);
    expect(votes).toEqual(['Ann']);
    expect(lines).toEqual([{ ...IGNORED, records: 1 }]);
  });

  test('is a delegation where its proof opens, and nothing where a member is changed', async () => {
    const delegatedBy = async (cause: object) =>
      read([
        ...(await askedBy(ours, 1, { request: TWO })),
        failed(1, NEXT_ROUND, { cause: JSON.stringify(cause) }),
        ...(await askedBy(ours, 2, { request: TWO, after: 12 })),
      ]);
    const record = await answered(ours, 1, { errorType: NEXT_ROUND, delegation: DELEGATION });

    expect((await delegatedBy(record)).delegations).toEqual(['U0BEN0001']);
    for (const copy of copies(record)) expect((await delegatedBy(copy)).delegations).toEqual([]);
  });

  test('that rejects has no name and no sentence without its proof', async () => {
    const cause = { errorMessage: 'Ann rejected it', errorType: 'rejected', decision: VOTE };
    const { resolution } = await read([
      ...(await askedBy(ours, 1)),
      failed(1, 'rejected', { cause: JSON.stringify(cause) }),
    ]);
    expect(resolution).toEqual({ status: 'rejected', at: expect.any(Date) });
  });

  test('of an expiry keeps its votes only with its proof', async () => {
    const record = { errorMessage: 'The request expired.', decisions: [VOTE] };
    const causeOf = async (proofs: Proofs) => {
      const { history, resolution } = await read([
        ...(await askedBy(ours, 1)),
        await failedBy(proofs, 1, 'Countersign.Expired', record),
      ]);
      expect(resolution).toMatchObject({ status: 'expired' });
      return history.at(-1)?.taskFailedEventDetails?.cause;
    };
    expect(await causeOf(ours)).toContain('Ann');
    expect(await causeOf(theirs)).not.toContain('Ann');
  });
});

describe('a retry and a redrive', () => {
  test('keep the votes and the messages of the rounds before', async () => {
    const events = [
      ...(await askedBy(ours, 1, { request: TWO })),
      await failedBy(ours, 1, NEXT_ROUND, { decision: VOTE }),
      ...(await askedBy(ours, 2, { request: TWO, after: 12 })),
      failed(2, 'Lambda.Unknown'),
      ...asked(TWO, 3, { after: 22, messages: undefined }),
    ];
    const { votes, shown, lines } = await read(events);
    expect(votes).toEqual(['Ann']);
    expect(shown).toEqual({ slack: 'on 2' });
    expect(lines).toEqual([]);
  });

  test('do not take what another attempt of the state wrote', async () => {
    const events = [
      ...(await askedBy(ours, 1)),
      failed(1, 'broken'),
      executionEnded('ExecutionFailed', 13),
      { id: 14, previousEventId: 13, type: 'ExecutionRedriven' },
      ...(await askedBy(ours, 2, { after: 14 })),
      approved(2, await answered(ours, 1, { decision: VOTE, decisions: [VOTE] })),
    ];
    const { approvals } = await read(events);
    expect(approvals.map((approval) => resolutionOf(approval)?.status)).toEqual(['failed', 'approved']);
    expect(approvals.map((approval) => resolutionOf(approval)?.vote)).toEqual([undefined, undefined]);
    expect(approvals.flatMap(votesOf)).toEqual([]);
  });
});

describe('the task of another function', () => {
  const calling = (name: string, events: readonly HistoryEvent[]) =>
    events.map((event) => {
      const { taskScheduledEventDetails: details } = event;
      if (!details?.parameters) return event;
      const parameters = JSON.stringify({ ...JSON.parse(details.parameters), FunctionName: name });
      return { ...event, taskScheduledEventDetails: { ...details, parameters } };
    });

  test.each([
    'request-approval',
    'request-approval:live',
    'request-approval:$LATEST',
    '123456789012:function:request-approval',
    '123456789012:function:request-approval:7',
    'function:request-approval',
    FUNCTION,
    `${FUNCTION}:7`,
    `${FUNCTION}:live`,
  ])('is not %s', async (name) => {
    expect((await read(calling(name, asked('Ben', 1)))).approvals).toHaveLength(1);
  });

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('is not ours in the partition %s', async (partition, region) => {
    const arn = `arn:${partition}:lambda:${region}:123456789012:function:request-approval`;
    const { approvals } = await read(calling(`${arn}:1`, asked('Ben', 1)), { askingFunction: arn });
    expect(approvals).toHaveLength(1);
  });

  test.each([
    'theirs',
    'request-approval-2',
    'theirs:request-approval',
    '999999999999:function:request-approval',
    'arn:aws:lambda:us-east-1:123456789012:function:request-approval',
    'arn:aws:lambda:eu-west-1:999999999999:function:request-approval',
    '',
  ])('counts nothing: %j', async (name) => {
    const forged = { decision: VOTE, decisions: [VOTE] };
    expect((await read(calling(name, [...asked('Ben', 1), approved(1, forged)]))).approvals).toEqual([]);
  });

  test('counts where it passed the token on to request-approval', async () => {
    const { approvals, shown } = await read(calling('theirs', await askedBy(ours, 1)));
    expect(approvals).toHaveLength(1);
    expect(shown).toEqual({ slack: 'on 1' });
  });

  test('counts for the function that has just been asked with its token', async () => {
    const { history } = await read(calling('theirs', asked('Ben', 1, { messages: undefined })));
    expect(readApprovals(history, EXECUTION, DEFAULTS)).toEqual([]);
    expect(readApprovals(history, EXECUTION, DEFAULTS, taskOf(1).task)).toHaveLength(1);
    expect(readApprovals(history, EXECUTION, DEFAULTS, taskOf(2).task)).toEqual([]);
  });
});

test('while KMS does not answer, the history cannot be read', async () => {
  const down = new Error('KMSInternalException');
  const reading = read(await askedBy(ours, 1), { proofs: { isProof: () => Promise.reject(down) } });
  await expect(reading).rejects.toBe(down);
});

test('without encryption, each record counts', async () => {
  const events = [...asked('Ben', 1), approved(1, { decision: VOTE })];
  const { log, lines } = createFakeLog();
  const getHistory = onlyProven(async () => events, { proofs: undefined, askingFunction: FUNCTION, log });
  expect(await getHistory(EXECUTION)).toBe(events);
  expect(lines).toEqual([]);
});

test('text that is no valid Unicode is proved as Step Functions keeps it', async () => {
  const sent = await sentBy(ours, 1, { messages: { slack: 'cut \ud83d' } });
  const kept = { messages: { slack: 'cut \ufffd' }, proof: sent.proof };
  expect(await hasProof(kept, SENT, taskOf(1), ours)).toBe(true);
});

describe('JSON that is nested more deeply than the stack', () => {
  const DEPTH = 100_000;
  const deep = fc
    .constantFrom(['[', '[1]', ']'], ['{"a":', '{"proof":"x"}', '}'], ['[{"messages":', '"x"', '}]'])
    .map(([open = '', inner, close = '']) => `${open.repeat(DEPTH)}${inner}${close.repeat(DEPTH)}`);
  const around = (members: string, text: string) =>
    `{"proof":"x","decision":${VOTE_JSON},"${members}":${text}}`;
  const VOTE_JSON = JSON.stringify(VOTE);

  test('is ignored and counted, wherever a history has it', async () => {
    const members = fc.constantFrom('messages', 'approvals', 'defaults', 'decisions', 'delegations', 'other');
    const property = fc.asyncProperty(deep, members, async (text, member) => {
      const record = around(member, text);
      const submitted = `{"Payload":{"messages":{},"proof":"x","${member}":${text}}}`;
      const waiting = asked('Ben', 1).map((event) =>
        event.taskSubmittedEventDetails
          ? { ...event, taskSubmittedEventDetails: { output: submitted } }
          : event,
      );
      const shown = await read(waiting);
      expect(shown.shown).toEqual({});
      expect(shown.lines).toEqual([{ ...IGNORED, records: 1 }]);

      const rejected = [...(await askedBy(ours, 1)), failed(1, 'rejected', { cause: record })];
      const { votes, lines } = await read(rejected);
      expect(votes).toEqual([]);
      expect(lines).toEqual([{ ...IGNORED, records: 1 }]);

      const succeeded = (await askedBy(ours, 1)).concat({
        ...approved(1, {}),
        taskSucceededEventDetails: { output: record },
      });
      expect((await read(succeeded)).lines).toEqual([{ ...IGNORED, records: 1 }]);
    });
    await fc.assert(property, { numRuns: 12 });
  });

  test('in the parameters of a task hides no token', async () => {
    await fc.assert(
      fc.asyncProperty(deep, async (text) => {
        const events = (await askedBy(ours, 1)).map((event) => {
          const details = event.taskScheduledEventDetails;
          if (!details?.parameters) return event;
          const parameters = details.parameters.replace(/\}$/, `,"other":${text}}`);
          return { ...event, taskScheduledEventDetails: { ...details, parameters } };
        });
        expect((await read(events)).shown).toEqual({ slack: 'on 1' });
      }),
      { numRuns: 3 },
    );
  });
});
