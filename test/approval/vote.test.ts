import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../src/approval/action-payloads.ts';
import type { Vote } from '../../src/approval/approval.ts';
import { readDecision, toDecision } from '../../src/approval/decision.ts';
import { resolutionOfError, resolutionOfOutcome, roundEnd } from '../../src/approval/resolution.ts';
import { oneLine } from '../../src/approval/text.ts';
import { commentOf, isApproval, MAX_COMMENT, nextRound, outcomeOfVote } from '../../src/approval/vote.ts';
import type { DirectAction, DirectPayload } from '../../src/callback/payload.ts';
import { wordingFor } from '../../src/wording/index.ts';
import { decided } from '../support/decided.ts';
import { request } from '../support/requests.ts';

const at = new Date('2026-11-24T12:00:00Z');
const AT = '2026-11-24T12:00:00.000Z';
const ann = { id: 'U1', name: 'ann' };

const approve: DirectAction = { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } };
const reject: DirectAction = { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' };

function approval(action: DirectAction, locale = 'en'): DirectPayload {
  return { ...plain(action), context: { surface: 'slack', locale } };
}

function plain(action: DirectAction): DirectPayload {
  return { token: 'token', action, transactionId: '00112233445566778899aabbccddeeff' };
}

function vote(more: Partial<Vote> = {}): Vote {
  return { action: 'approve', who: ann, via: 'slack', at, ...more };
}

/** The outcome of Ann's vote in Slack. */
function outcomeOf(payload: DirectPayload, more: Partial<Vote> = {}) {
  return outcomeOfVote(payload, vote({ action: payload.action.name, ...more }));
}

/** The parsed cause of a rejection. */
function causeOf(payload: DirectPayload, more: Partial<Vote> = {}) {
  const outcome = outcomeOf(payload, more);
  if (outcome.type !== 'failure') throw new TypeError('no failure');
  return JSON.parse(outcome.cause ?? '');
}

describe('a vote on an approval', () => {
  test('becomes a part of the output', () => {
    expect(outcomeOf(approval(approve), { comment: 'fine' })).toStrictEqual({
      type: 'success',
      output: {
        name_in_output: 'Ben',
        ...decided({ action: 'approve', by: 'ann', user_id: 'U1', via: 'slack', at: AT, comment: 'fine' }),
      },
    });
  });

  test.each([['text'], [5], [null], [['a', 'b']]])('does not change the output %j', (output) => {
    const action: DirectAction = { name: 'approve', type: 'success', output };
    expect(outcomeOf(approval(action))).toStrictEqual({ type: 'success', output });
  });

  test('does not change a heartbeat', () => {
    expect(outcomeOf(approval({ name: 'ping', type: 'heartbeat' }))).toStrictEqual({ type: 'heartbeat' });
  });

  test('becomes JSON in the cause, with the sentence for people first', () => {
    expect(outcomeOf(approval(reject), { comment: 'too early' })).toStrictEqual({
      type: 'failure',
      error: 'rejected',
      cause:
        '{"errorMessage":"Ben rejected it (by ann in Slack): too early","errorType":"rejected",' +
        '"decision":{"action":"reject","by":"ann","user_id":"U1","via":"slack","at":"2026-11-24T12:00:00.000Z","comment":"too early"},' +
        '"decisions":[{"action":"reject","by":"ann","user_id":"U1","via":"slack","at":"2026-11-24T12:00:00.000Z","comment":"too early"}]}',
    });
  });

  test.each<[string, Partial<Vote>, string, object]>([
    [
      'the person, the surface and the reason',
      { comment: 'too early' },
      'Ben rejected it (by ann in Slack): too early',
      { by: 'ann', user_id: 'U1', via: 'slack', comment: 'too early' },
    ],
    [
      'no reason when none is given',
      {},
      'Ben rejected it (by ann in Slack)',
      { by: 'ann', user_id: 'U1', via: 'slack' },
    ],
    [
      'no person when none is known',
      { who: {}, via: 'email' },
      'Ben rejected it (by e-mail)',
      { via: 'email' },
    ],
    [
      'the address, when only the address is known',
      { who: { email: 'ann@example.com' }, via: 'email' },
      'Ben rejected it (by ann@example.com by e-mail)',
      { by: 'ann@example.com', via: 'email' },
    ],
    [
      'the name of a surface that has no wording',
      { via: 'pager' },
      'Ben rejected it (by ann via pager)',
      { by: 'ann', user_id: 'U1', via: 'pager' },
    ],
  ])('writes into the cause %s', (_, more, errorMessage, decision) => {
    expect(causeOf(approval(reject), more)).toStrictEqual({
      errorMessage,
      errorType: 'rejected',
      ...decided({ action: 'reject', at: AT, ...decision }),
    });
  });

  test('has its sentence in the language of the request', () => {
    const german = approval({ ...reject, cause: 'Ben hat abgelehnt' } as DirectAction, 'de');
    expect(causeOf(german, { comment: 'zu früh' })).toMatchObject({
      errorMessage: 'Ben hat abgelehnt (von ann in Slack): zu früh',
    });
  });

  test('names its action when the failure has no cause, and has no error when the failure has none', () => {
    const outcome = outcomeOf(approval({ name: 'stop', type: 'failure' }));
    expect(outcome).toStrictEqual({ type: 'failure', cause: expect.any(String) });
    expect(causeOf(approval({ name: 'stop', type: 'failure' }))).toStrictEqual({
      errorMessage: 'stop (by ann in Slack)',
      ...decided({ action: 'stop', by: 'ann', user_id: 'U1', via: 'slack', at: AT }),
    });
  });

  describe('has a cause of at most the 32,768 characters that Step Functions accepts:', () => {
    test.each([
      ['a plain cause', 'x'],
      ['a cause whose characters JSON escapes', '"\\'],
      ['a cause whose characters JSON writes as six characters', '\u0000\u0007'],
      ['a cause of lone surrogates', '\ud800'],
      ['a cause of characters with two code units', '😀'],
    ])('%s is cut, and the vote is complete', (_, characters) => {
      const cause = characters.repeat(40_000 / characters.length);
      const long: DirectAction = { name: 'reject', type: 'failure', error: 'e'.repeat(256), cause };
      const comment = '\u0000'.repeat(MAX_COMMENT);
      const sent = outcomeOf(approval(long), { comment });

      expect(sent.type === 'failure' && sent.cause?.length).toBeLessThanOrEqual(32_768);
      const { errorMessage, decision } = causeOf(approval(long), { comment });
      expect(decision).toStrictEqual(toDecision(vote({ action: 'reject', comment })));
      expect(errorMessage.at(-1)).toBe('…');
      expect(cause.startsWith(errorMessage.slice(0, -1))).toBe(true);
      expect(errorMessage.length).toBeGreaterThan(3_000);
    });

    test('all votes are in it, without their comments if they are too long together', () => {
      const votes = Array.from({ length: 40 }, (_, index) =>
        vote({ action: 'reject', who: { id: `U${index}`, name: 'n'.repeat(60) }, comment: 'c'.repeat(900) }),
      );
      const last = vote({ action: 'reject', comment: 'the last one' });
      const outcome = outcomeOfVote(approval(reject), last, { votes: [[...votes, last]] });
      const cause = (outcome.type === 'failure' && outcome.cause) || '';
      expect(cause.length).toBeLessThanOrEqual(32_768);
      const { errorMessage, decision, decisions } = JSON.parse(cause);
      expect(errorMessage).toBe('Ben rejected it (by ann in Slack): the last one');
      expect(decision.comment).toBe('the last one');
      expect(decisions).toHaveLength(41);
      expect(cause).not.toContain('ccc');

      const few = outcomeOfVote(approval(reject), last, { votes: [[...votes.slice(0, 20), last]] });
      expect(few.type === 'failure' && few.cause).toContain('ccc');
    });

    test('the last vote is in it, also where all votes and delegations are too long without their comments', () => {
      const long = vote({
        action: 'reject',
        label: 'L'.repeat(40),
        outcome: 'reject',
        who: { name: '"'.repeat(400) },
      });
      const delegation = { from: ann, to: 'bob@example.com', via: 'slack', at };
      const outcome = outcomeOfVote(approval(reject), long, {
        votes: [Array.from({ length: 39 }, () => long)],
        delegations: Array.from({ length: 20 }, () => delegation),
      });
      const cause = (outcome.type === 'failure' && outcome.cause) || '';
      expect(cause.length).toBeLessThanOrEqual(32_768);
      const { errorMessage, ...decided } = JSON.parse(cause);
      expect(errorMessage).toMatch(/^Ben rejected it/);
      expect(decided).toStrictEqual({ errorType: 'rejected', decision: toDecision(long) });
    });

    test('a cause that fits is not cut', () => {
      const cause = 'x'.repeat(32_000);
      const { errorMessage } = causeOf(approval({ name: 'reject', type: 'failure', cause }));
      expect(errorMessage).toBe(`${cause} (by ann in Slack)`);
    });
  });
});

describe('39 votes with 10 inputs of 500 characters', () => {
  // Characters with two code units, and those that JSON escapes, are the longest ones in bytes and in characters.
  test.each(['x', '😀', '"', '字'])('fit the output and the cause of Step Functions (%s)', (character) => {
    const inputs = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`input_${index}`, character.repeat(500 / character.length)]),
    );
    const cast = vote({ comment: character.repeat(MAX_COMMENT / character.length), inputs });
    const votes = [Array.from({ length: 39 }, () => cast)];

    const output = outcomeOfVote(approval(approve), cast, { votes });
    if (output.type !== 'success') throw new TypeError('no success');
    expect(Buffer.byteLength(JSON.stringify(output.output))).toBeLessThanOrEqual(262_144);
    expect(output.output).toMatchObject({ decision: toDecision(cast), name_in_output: 'Ben' });
    expect(output.output).toHaveProperty('decisions.length', 39);

    const rejection = { ...cast, action: 'reject' };
    const failure = outcomeOfVote(approval(reject), rejection, { votes });
    const cause = (failure.type === 'failure' && failure.cause) || '';
    expect(cause.length).toBeLessThanOrEqual(32_768);
    expect(JSON.parse(cause)).toMatchObject({ decision: toDecision(rejection), decisions: { length: 39 } });

    const round = nextRound(cast, approval(approve));
    const roundCause = (round.type === 'failure' && round.cause) || '';
    expect(roundCause.length).toBeLessThanOrEqual(24_576);
    expect(roundEnd('Countersign.NextRound', roundCause)).toEqual({ vote: cast });
  });
});

describe('a vote that does not end the approval', () => {
  const causeOfRound = (one: Vote) => {
    const outcome = nextRound(one, approval(approve));
    return (outcome.type === 'failure' && outcome.cause) || '';
  };

  test('is the cause of the error Countersign.NextRound, and is read from it', () => {
    const given = vote({ who: { ...ann, email: 'ann@example.com' }, comment: 'fine', replaces: 3 });
    expect(nextRound(given, approval(approve))).toMatchObject({ error: 'Countersign.NextRound' });
    expect(roundEnd('Countersign.NextRound', causeOfRound(given))).toEqual({ vote: given });
  });

  test.each([
    ['any comment', 'x'],
    ['a comment whose characters JSON writes as six characters', '\u0000'],
  ])('has at most 24 KB: %s', (_, character) => {
    const cause = causeOfRound(vote({ comment: character.repeat(MAX_COMMENT) }));
    expect(cause.length).toBeLessThanOrEqual(24_576);
    expect(JSON.parse(cause).decision.comment).toHaveLength(MAX_COMMENT);
  });

  test('is without its comment if it is longer', () => {
    const name = 'n'.repeat(20_000);
    const cause = causeOfRound(vote({ who: { name }, comment: '\u0000'.repeat(MAX_COMMENT) }));
    expect(cause.length).toBeLessThanOrEqual(24_576);
    expect(JSON.parse(cause).decision).toEqual({ action: 'approve', by: name, via: 'slack', at: AT });
  });

  test.each([
    ['another error', 'rejected', causeOfRound(vote())],
    ['a cause that is no JSON', 'Countersign.NextRound', 'approve'],
    ['a cause without a vote', 'Countersign.NextRound', '{"errorMessage":"?"}'],
    ['no cause', 'Countersign.NextRound', undefined],
  ])('is not read from %s', (_, error, cause) => {
    expect(roundEnd(error, cause)).toEqual({});
  });
});

describe('a comment', () => {
  test.each<[string | undefined, string | undefined]>([
    [' fine ', 'fine'],
    ['too early\nand too late', 'too early\nand too late'],
    ['  ', undefined],
    ['', undefined],
    [undefined, undefined],
    ['x'.repeat(1_000), 'x'.repeat(1_000)],
  ])('typed as %j is kept as %j', (typed, kept) => {
    expect(commentOf(typed)).toBe(kept);
  });

  test('has at most 1,000 characters', () => {
    expect(commentOf('x'.repeat(2_000))).toMatch(/^x{999}…$/);
  });
});

describe('a payload of another program', () => {
  test.each([approve, reject])('keeps its outcome unchanged: $name', (action) => {
    const { name: _, ...outcome } = action;
    expect(outcomeOf(plain(action), { comment: 'why' })).toStrictEqual(outcome);
  });

  test('has no surface, unlike the payload of an approval', () => {
    expect(isApproval(approval(approve))).toBe(true);
    expect(isApproval({ ...plain(approve), context: { title: 'Deploy' } })).toBe(false);
    expect(isApproval(plain(approve))).toBe(false);
  });
});

describe('a vote as JSON', () => {
  test.each<[Vote, object]>([
    [
      vote({ comment: 'fine' }),
      { action: 'approve', by: 'ann', user_id: 'U1', via: 'slack', at: AT, comment: 'fine' },
    ],
    [
      vote({ who: { email: 'ann@example.com' }, via: 'email' }),
      { action: 'approve', by: 'ann@example.com', via: 'email', at: AT },
    ],
    [
      vote({ who: { name: 'Ann', email: 'ann@example.com' }, via: 'pager' }),
      { action: 'approve', by: 'Ann', email: 'ann@example.com', via: 'pager', at: AT },
    ],
    [vote({ who: { id: 'U1' } }), { action: 'approve', user_id: 'U1', via: 'slack', at: AT }],
    [vote({ who: {}, via: 'web' }), { action: 'approve', via: 'web', at: AT }],
  ])('of %j omits unknown values', (one, decision) => {
    expect(toDecision(one)).toStrictEqual(decision);
  });

  test.each<Vote>([
    vote(),
    vote({ action: 'reject', comment: 'not (yet): by eve in Slack) or so' }),
    vote({ who: { id: 'U1', name: 'ann@example.com' } }),
    vote({ who: { id: 'U1' } }),
    vote({ who: {}, via: 'web' }),
    vote({ who: { name: 'Ann' }, via: 'pager', comment: 'too early\nand too late' }),
  ])('is read as it was written: %j', (one) => {
    expect(readDecision(structuredClone(toDecision(one)))).toStrictEqual(one);
  });

  test('is read as it was written, whatever it has', () => {
    const text = fc.string({ unit: 'grapheme' }).map(oneLine);
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,39}$/);
    const cast: fc.Arbitrary<Vote> = fc.record(
      {
        action: name,
        outcome: fc.constantFrom('approve', 'reject', 'other'),
        label: text,
        who: fc.record({ id: text, name: text }, { requiredKeys: ['id'], noNullPrototype: true }),
        via: name,
        at: fc.date({ noInvalidDate: true }),
        comment: text,
        inputs: fc.dictionary(name, fc.oneof(text, fc.integer(), fc.boolean()), { noNullPrototype: true }),
        replaces: fc.nat(),
      },
      { requiredKeys: ['action', 'who', 'via', 'at'], noNullPrototype: true },
    );
    fc.assert(
      fc.property(cast, (one) => {
        expect(readDecision(JSON.parse(JSON.stringify(toDecision(one))))).toStrictEqual(one);
      }),
    );
  });

  test.each([
    [{ outcome: 'maybe', label: 5, inputs: ['a'] }, {}],
    [
      { inputs: { a: null, b: [1], c: { d: 1 }, e: 'x\u202ey', f: false } },
      { inputs: { e: 'x y', f: false } },
    ],
    [{ label: 'Hold\nit' }, { label: 'Hold it' }],
  ])('is read from %j without what it cannot have', (members, expected) => {
    const read = readDecision({ action: 'hold', via: 'slack', at: AT, ...members });
    expect(read).toStrictEqual({ action: 'hold', who: {}, via: 'slack', at, ...expected });
  });

  test('names a person by the address when only the address is known', () => {
    const byMail = vote({ who: { email: 'ann@example.com' }, via: 'email' });
    expect(readDecision(toDecision(byMail))).toStrictEqual({
      ...byMail,
      who: { name: 'ann@example.com', email: 'ann@example.com' },
    });
  });

  const decision = { action: 'approve', via: 'slack', at: AT };

  test.each([
    [undefined],
    [null],
    ['yes'],
    [[decision]],
    [{}],
    [{ action: 'approve' }],
    [{ ...decision, action: 5 }],
    [{ ...decision, via: undefined }],
    [{ ...decision, via: ['slack'] }],
    [{ ...decision, at: undefined }],
    [{ ...decision, at: 1_795_521_665_000 }],
    [{ ...decision, at: 'yesterday' }],
  ])('is not read from %j', (value) => {
    expect(readDecision(value)).toBeUndefined();
  });

  test.each([
    [{ by: 5 }],
    [{ user_id: {} }],
    [{ comment: 5 }],
    [{ by: null, user_id: null, comment: null }],
    [{ approver: 'eve', who: { id: 'U2' } }],
  ])('with %j is read without the invalid members', (wrong) => {
    expect(readDecision({ ...decision, ...wrong })).toStrictEqual(vote({ who: {} }));
    const whole = { ...decision, by: 'ann', user_id: 'U0ANN0001', comment: 'fine' };
    expect(readDecision(whole)).toStrictEqual(
      vote({ who: { name: 'ann', id: 'U0ANN0001' }, comment: 'fine' }),
    );
  });
});

describe('the vote of a rejection', () => {
  const deciders: readonly Partial<Vote>[] = [
    { via: 'slack', who: { name: 'ann' } },
    { via: 'slack', who: { id: 'U1', name: 'ann (ops)' }, comment: 'not (yet): by eve in Slack) or so' },
    { via: 'email', who: {} },
    { via: 'email', who: { name: 'Ann' }, comment: 'too early\nand too late' },
    { via: 'web', who: {}, comment: ': x' },
    { via: 'pager', who: { id: '4711' }, comment: '"}}' },
  ];

  test.each(['en', 'de'].flatMap((locale) => deciders.map((decider) => ({ locale, decider }))))(
    'is read from its written cause ($locale, $decider)',
    ({ locale, decider }) => {
      for (const name of ['Ben', 'Ben (by eve in Slack): x', 'Release 1.2 (hotfix)', 'N'.repeat(300)]) {
        const [, action] = actionsOf(request({ name, locale }));
        if (action?.type !== 'failure') throw new TypeError('no rejection');
        const cast = vote({ action: 'reject', ...decider });
        const outcome = outcomeOfVote(approval(action, locale), cast);
        expect(resolutionOfOutcome(outcome, at)).toStrictEqual({ status: 'rejected', vote: cast, at });
      }
    },
  );

  test('is not read from a sentence', () => {
    const { cause, rejectedIt } = wordingFor('en');
    const sentence = cause(rejectedIt('Ben'), vote({ action: 'reject' }));
    expect(sentence).toBe('Ben rejected it (by ann in Slack)');
    expect(resolutionOfError('rejected', sentence, at)).toStrictEqual({
      status: 'rejected',
      cause: sentence,
      at,
    });
  });
});

test('the name and the comment of a vote have no line break but \\n, and no change of direction', () => {
  const comment = 'no\u2028Approve:\u202ehttps://evil.example';
  expect(commentOf(comment)).toBe('no\nApprove: https://evil.example');
  expect(readDecision({ ...toDecision(vote()), by: 'Ann\u2028Approve:', comment })).toMatchObject({
    who: { name: 'Ann Approve:' },
    comment: 'no\nApprove: https://evil.example',
  });
});
