import { describe, expect, it } from 'vitest';
import { readCommandKeyValues } from '../../src/slack/key-values.ts';

const read = (text: string) => {
  const { before, values } = readCommandKeyValues(text);
  return { before, values: Object.fromEntries(values) };
};

describe('a key of the policy', () => {
  it.each([
    ['Deploy now?approvers: <@U0ANN0001>', 'Deploy now?', { approvers: '<@U0ANN0001>' }],
    ['Deploy &amp;approvers: <@U0ANN0001>', 'Deploy &amp;', { approvers: '<@U0ANN0001>' }],
    ['Ship &amp;self-approval: no', 'Ship &amp;', { self_approval: 'no' }],
    ['a=approvers: <@U0ANN0001>', 'a=', { approvers: '<@U0ANN0001>' }],
    ['Deploy (approvers=<@U0ANN0001>', 'Deploy (', { approvers: '<@U0ANN0001>' }],
    ['Deploy, confirm=yes', 'Deploy,', { confirm: 'yes' }],
  ])('is one wherever people write it: %s', (text, before, values) => {
    expect(read(text)).toEqual({ before, values });
  });

  it.each([
    'see https://x.io/#confirm=yes',
    'see https://x.io/?a=1&amp;confirm=yes',
    'see https://x.io/x?confirm:1',
    'Set feature.confirm=true in prod',
    'path/confirm=1',
    'unconfirm: no',
  ])('is none in a URL, or in what programs write: %s', (text) => {
    expect(read(text).values).not.toHaveProperty('confirm');
  });

  it('is looked for in no time in a text of any length', () => {
    const text = `${'x'.repeat(3_000)} ${'confirm '.repeat(300)}at https${'://approver'.repeat(200)}`;
    expect(read(text).values).toEqual({});
  });
});
