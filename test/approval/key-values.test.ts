import { describe, expect, it } from 'vitest';
import { readCommandKeyValues, readFormKeyValues } from '../../src/approval/key-values.ts';

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
  ])('is recognized next to punctuation: %s', (text, before, values) => {
    expect(read(text)).toEqual({ before, values });
  });

  it.each([
    'see https://x.io/#confirm=yes',
    'see https://x.io/?a=1&amp;confirm=yes',
    'see https://x.io/x?confirm:1',
    'Set feature.confirm=true in prod',
    'path/confirm=1',
    'unconfirm: no',
  ])('is not recognized inside a URL, a path or another word: %s', (text) => {
    expect(read(text).values).not.toHaveProperty('confirm');
  });

  it('does not slow down the reading of a long text', () => {
    const text = `${'x'.repeat(3_000)} ${'confirm '.repeat(300)}at https${'://approver'.repeat(200)}`;
    expect(read(text).values).toEqual({});
  });
});

it('a wide colon ends a key, as in Chinese text', () => {
  expect(readCommandKeyValues('Ben 环境：生产 approvers：@ann')).toEqual({
    before: 'Ben',
    values: new Map([
      ['环境', '生产'],
      ['approvers', '@ann'],
    ]),
  });
  expect(readFormKeyValues('目标 环境：生产\n版本: 1.2').values).toEqual(
    new Map([
      ['目标 环境', '生产'],
      ['版本', '1.2'],
    ]),
  );
});

it.each(['Reviewers: Ann', 'Deadline: Friday', 'Timeout: 30 s', 'Reminder: bring a laptop'])(
  'a word that another tool uses for a rule may label a detail (%s)',
  (text) => {
    expect([...readCommandKeyValues(`Ben ${text}`).values.keys()]).toEqual([text.split(':')[0]]);
  },
);

it.each([
  'allowed_approvers: @ann',
  'prevent_self_approval: yes',
  'min_approvals: 2',
  'Min-Approvals: 2',
  'quorum: 2',
  'remind_after: 1h',
])('a key that is not supported is refused, because it would have no effect (%s)', (text) => {
  const refused = expect.objectContaining({ problem: 'unsupportedKey', about: text.split(':')[0] });
  expect(() => readCommandKeyValues(`Ben ${text}`)).toThrow(refused);
  expect(() => readFormKeyValues(text)).toThrow(refused);
});

it.each([
  ['self_aproval: false', 'self_aproval', 'self_approval'],
  ['self aproval: no', 'self aproval', 'self_approval'],
  ['Self-Approvel: no', 'Self-Approvel', 'self_approval'],
  ['aprovers: @ann', 'aprovers', 'approvers'],
  ['aprovers:@ann', 'aprovers', 'approvers'],
  ['aprovers=@ann', 'aprovers', 'approvers'],
  ['apporvers : @ann', 'apporvers', 'approvers'],
  ['approvlas: 2', 'approvlas', 'approvals'],
  ['rejectons: 2', 'rejectons', 'rejections'],
  ['unanimos: yes', 'unanimos', 'unanimous'],
  ['stagse: 2', 'stagse', 'stages'],
  ['escalte: 1d @ben', 'escalte', 'escalate'],
  ['remimd: 1h', 'remimd', 'remind'],
  ['confrim: yes', 'confrim', 'confirm'],
  ['coment: required', 'coment', 'comment'],
  ['delegaton: off', 'delegaton', 'delegation'],
  ['chanel: #x', 'chanel', 'channel'],
  ['slack chanel: #x', 'slack chanel', 'slack_channel'],
  ['surfcae: email', 'surfcae', 'surfaces'],
])('a misspelt key is refused, and the key is named (%s)', (text, about, instead) => {
  const refused = expect.objectContaining({ problem: 'misspeltKey', about, instead });
  expect(() => readCommandKeyValues(`Ben ${text}`)).toThrow(refused);
  expect(() => readFormKeyValues(text)).toThrow(refused);
});

it.each(
  `Stage States Store Storage Stakes? Reviewers Reviewer Email E-Mail Content Command Commands Comments Commit Commits
  Confirmed Confirmation Approval Approved Approves Approve Rejected Rejection Rejects Reason Reminder Reminders? Remote Release
  Region Version Environment Service Services Surface-area Escalation Escalated Escalator Delegate Delegates? Delegated Department
  Contact Contract Context Control Conform Component Compartment Commitment Moment Document Channeling Tunnel Panel Change Changes
  Charges Challenge Image Images Usage Usages Wages Pages Packages Messages Step Steps Status Team Teams Tags Target Ticket Title
  Requester Request Requested Owner Budget Amount Cost Costs Currency Date Deadline Duration Timeout Expiry Start End Impact Risk
  Rollback Selections Elections Injections Objections Projections Reflections Connections Sections Relations Regulation Relegation
  Unanimity Anonymous Self Name Names Notes Note Link Links URL Priority Severity Customer Order Invoice Vendor Location Role Access
  Umgebung Grund Begründung Kommentar Kanal Genehmigung Genehmiger Stufe Stufen Etage Etagen Stadt Staaten Oberfläche Bestätigung
  Einsprüche Ablehnung Ablehnungen Betrag Kosten Datum Frist Erinnerung Eskalation Delegation-an Auftrag Rechnung Kunde Menge Rest
  Fläche Preis Abteilung Version Dienst Ziel Zugriff Dauer Beginn Ende Antragsteller Konform Kommando Kommend Kommentare Rente`
    .split(/\s+/)
    .filter((label) => !label.endsWith('?')),
)('an ordinary word labels a detail (%s)', (label) => {
  expect([...readCommandKeyValues(`Ben ${label}: x`).values.keys()]).toEqual([label]);
  expect([...readFormKeyValues(`${label}: x`).values.keys()]).toEqual([label]);
});
