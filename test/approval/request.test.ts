import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../src/approval/action-payloads.ts';
import { parseRequest } from '../../src/approval/request.ts';
import { DEFAULTS, TWO_ACTIONS } from '../support/requests.ts';

const parse = (input: unknown) => parseRequest(input, DEFAULTS, 'ApprovalEmails');

describe('an approval request', () => {
  test('needs only a name', () => {
    expect(parse({ name: 'Ben' })).toStrictEqual({
      channels: {},
      stages: [{ approvals: 1, rejections: 1 }],
      actions: TWO_ACTIONS,
      inputs: [],
      delegation: 'approvers',
      name: 'Ben',
      title: 'Approval for Ben',
      details: [],
      requester: { name: 'the workflow ApprovalEmails' },
      locale: 'en',
      policy: {},
      confirm: false,
      onReject: 'fail',
    });
  });

  test('reads all other members from its input', () => {
    const input = {
      name: 'Ben',
      title: 'Deploy',
      details: { Environment: 'production' },
      requester: 'Ann',
      requester_id: 'U0ANN0001',
      locale: 'de-AT',
      confirm: true,
      on_reject: 'return',
    };
    expect(parse(input)).toStrictEqual({
      channels: {},
      stages: [{ approvals: 1, rejections: 1 }],
      actions: TWO_ACTIONS,
      inputs: [],
      delegation: 'approvers',
      name: 'Ben',
      title: 'Deploy',
      details: [{ label: 'Environment', value: 'production' }],
      requester: { name: 'Ann', id: 'U0ANN0001' },
      locale: 'de-AT',
      policy: {},
      confirm: true,
      onReject: 'return',
    });
  });

  test('uses the default language when it names none', () => {
    expect(parseRequest({ name: 'Ben' }, { ...DEFAULTS, locale: 'de' }, 'Mails')).toMatchObject({
      title: 'Freigabe für Ben',
      requester: { name: 'dem Ablauf Mails' },
      locale: 'de',
    });
  });

  test.each(['fail', 'return'] as const)('can set on_reject to %s', (on_reject) => {
    expect(parse({ name: 'Ben', on_reject }).onReject).toBe(on_reject);
  });

  test('ignores unknown members', () => {
    expect(parse({ name: 'Ben', output: { Error: 'x' } })).toEqual(parse({ name: 'Ben' }));
  });

  test.each(['O\'Neil "Ben"', '<b>Ben</b> & Söhne', '😀'.repeat(20), ' Ben ', 'x'.repeat(256)])(
    'keeps the name unchanged: %j',
    (name) => {
      expect(parse({ name }).name).toBe(name);
    },
  );

  test('cuts a name of 5,000 characters, because every link contains the name', () => {
    expect(parse({ name: 'x'.repeat(5_000) }).name).toMatch(/^x{255}…$/);
  });

  test('has a title of one line and at most 150 characters, for any name', () => {
    expect(parse({ name: 'Ben\r\nSubject: hi\u0007' }).title).toBe('Approval for Ben Subject: hi');
    expect(parse({ name: 'x'.repeat(5_000) }).title).toMatch(/^Approval for x{136}…$/);
    expect(parse({ name: '😀'.repeat(5_000) }).title).toMatch(/^Approval for 😀{68}…$/u);
  });

  test.each(['', '  \n', '\u0000\u0007'])('has the default title when its own title is %j', (title) => {
    expect(parse({ name: 'Ben', title }).title).toBe('Approval for Ben');
  });

  test.each(['', '  \n', '\u0000\u0007'])(
    'has the workflow as its requester when its own requester is %j',
    (requester) => {
      expect(parse({ name: 'Ben', requester }).requester).toEqual({ name: 'the workflow ApprovalEmails' });
    },
  );

  test('has a requester of one line and at most 75 characters', () => {
    expect(parse({ name: 'Ben', requester: `Ann\n${'x'.repeat(100)}` }).requester.name).toMatch(
      /^Ann x{70}…$/,
    );
  });

  test('writes details that are not text as JSON', () => {
    const details = { count: 3, ok: true, none: null, list: [1, 'two'], object: { a: 1 } };
    expect(parse({ name: 'Ben', details }).details).toEqual([
      { label: 'count', value: '3' },
      { label: 'ok', value: 'true' },
      { label: 'list', value: '[1,"two"]' },
      { label: 'object', value: '{"a":1}' },
    ]);
  });

  test('keeps the first 39 of 50 details, and counts the others', () => {
    const details = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`label ${index}`, 'value']));
    const parsed = parse({ name: 'Ben', details }).details;
    expect(parsed).toHaveLength(40);
    expect(parsed.at(-2)?.label).toBe('label 38');
    expect(parsed.at(-1)).toEqual({ label: '…', value: '… and 11 more' });
  });

  test('cuts long labels and values', () => {
    const [detail] = parse({ name: 'Ben', details: { ['l'.repeat(100)]: 'v'.repeat(1_000) } }).details;
    expect(detail?.label).toMatch(/^l{74}…$/);
    expect(detail?.value).toMatch(/^v{499}…$/);
  });
});

/** An array in an array, and so on. */
function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

describe('an approval request is refused as InvalidRequest', () => {
  const noName = 'The input has no name. Add one, such as {"name": "Ben"}.';
  const noReject = 'The input\'s on_reject must be "fail" or "return".';
  const noObject = 'The input must be a JSON object, such as {"name": "Ben"}.';

  test.each<[unknown, string]>([
    [undefined, noObject],
    [null, noObject],
    ['Ben', noObject],
    [['Ben'], noObject],
    [{}, noName],
    [{ name: '' }, noName],
    [{ name: ' \t\n' }, noName],
    [{ name: '\u0000\u0007' }, noName],
    [{ name: 5 }, "The input's name must be a string."],
    [{ name: null }, noName],
    [{ name: 'Ben', title: 5 }, "The input's title must be a string."],
    [{ name: 'Ben', requester: {} }, "The input's requester must be a string."],
    [{ name: 'Ben', requester_id: 5 }, "The input's requester_id must be a string."],
    [{ name: 'Ben', locale: ['en'] }, "The input's locale must be a string."],
    [{ name: 'Ben', locale: 'tlh' }, 'The language "tlh" is not supported. Supported languages: en, de, zh.'],
    [
      { name: 'Ben', locale: '__proto__' },
      'The language "__proto__" is not supported. Supported languages: en, de, zh.',
    ],
    [
      { name: 'Ben', locale: 'x'.repeat(100) },
      `The language "${'x'.repeat(19)}…" is not supported. Supported languages: en, de, zh.`,
    ],
    [{ name: 'Ben', details: [] }, 'The details are not an object of labels and values.'],
    [{ name: 'Ben', details: 'text' }, 'The details are not an object of labels and values.'],
    [{ name: 'Ben', details: { deep: nested(100_000) } }, 'The details are nested too deeply.'],
    [{ name: 'Ben', approvers: [nested(100_000)] }, 'The approver … is not a text.'],
    [{ name: 'Ben', escalate: [{ after: '1d', to: [nested(100_000)] }] }, 'The approver … is not a text.'],
    [{ name: 'Ben', on_reject: 'ignore' }, noReject],
    [{ name: 'Ben', on_reject: '' }, noReject],
    [{ name: 'Ben', on_reject: true }, noReject],
    [{ name: 'Ben', on_reject: ['return'] }, noReject],
  ])('when its input is wrong (%#)', (input, message) => {
    expect(() => parse(input)).toThrow(expect.objectContaining({ code: 'InvalidRequest', message }));
  });
});

describe('the actions of an approval', () => {
  test('are those of the AWS blog post', () => {
    expect(actionsOf(parse({ name: 'Ben' }))).toStrictEqual([
      { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } },
      { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' },
    ]);
  });

  test('have a cause in the language of the request, and the same error', () => {
    expect(actionsOf(parse({ name: 'Ben', locale: 'de' }))[1]).toStrictEqual({
      name: 'reject',
      type: 'failure',
      error: 'rejected',
      cause: 'Ben hat abgelehnt',
    });
  });

  test('fail the task on a rejection when on_reject is "fail"', () => {
    const asked = { name: 'Ben', on_reject: 'fail' };
    expect(actionsOf(parse(asked))).toStrictEqual(actionsOf(parse({ name: 'Ben' })));
  });

  test.each(['en', 'de'])('return an output on a rejection when on_reject is "return" (%s)', (locale) => {
    expect(actionsOf(parse({ name: 'Ben', locale, on_reject: 'return' }))).toStrictEqual([
      { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } },
      { name: 'reject', type: 'success', output: { name_in_output: 'Ben' } },
    ]);
  });
});
