import { beforeEach, describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { GetHistory } from '../../src/approval/history.ts';
import { RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createActionSealer, type SealActions, sealedPayloadOf } from '../../src/callback/url.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';
import { createMemorySealer } from '../support/web-sealer.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
/** The execution in log lines. */
const REFERENCE = 'ApprovalEmails:one';
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:one';
const TOKEN = 'AAAAtoken';
const ID = approvalId(TOKEN);
const { seal, open } = createMemorySealer();
const event = { token: TOKEN, execution: EXECUTION, request: { name: 'Ben' }, timeout_seconds: 3600 };

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

const ask = (
  surfaces: readonly Surface[],
  input: unknown = event,
  {
    wait = forever,
    sealActions = createActionSealer(seal, 'https://example.com'),
    assertSealable = () => undefined,
    stateMachines,
    getHistory = async () => [],
    ownArn,
  }: {
    wait?: (milliseconds: number) => Promise<void>;
    sealActions?: SealActions;
    assertSealable?: () => void;
    stateMachines?: readonly string[];
    getHistory?: GetHistory;
    ownArn?: string;
  } = {},
) =>
  requestApproval(input, {
    seal: sealActions,
    assertSealable,
    surfaces,
    stateMachines,
    ownArn,
    getHistory,
    ...DEFAULTS,
    now: () => NOW,
    wait,
    pause: async () => undefined,
    log,
  });

const TEAMS_CHANNEL = '19:abc123@thread.tacv2';

describe('the channels and surfaces of a request', () => {
  const trio = () => ({
    slack: createFakeSurface('slack'),
    teams: createFakeSurface('teams'),
    email: createFakeSurface('email'),
  });
  const askWith = (surfaces: readonly Surface[], members: object) =>
    ask(surfaces, { ...event, request: { name: 'Ben', ...members } });

  test.each([
    ['channel', { channel: 'C0RELEASE1' }, { slack: 'C0RELEASE1' }],
    ['teams_channel', { teams_channel: TEAMS_CHANNEL }, { teams: TEAMS_CHANNEL }],
    [
      'teams_channel, by its link,',
      { teams_channel: 'https://teams.microsoft.com/l/channel/19%3Aabc123%40thread.tacv2/General?groupId=1' },
      { teams: TEAMS_CHANNEL },
    ],
    [
      'each channel',
      { channel: 'C0RELEASE1', teams_channel: TEAMS_CHANNEL },
      { slack: 'C0RELEASE1', teams: TEAMS_CHANNEL },
    ],
  ])('%s is given to the surfaces by name', async (_, members, channels) => {
    const { slack, teams, email } = trio();
    await askWith([slack, teams, email], members);
    expect(teams.asks[0]?.approval.request.channels).toEqual(channels);
  });

  test.each<[why: string, members: object, message: string]>([
    [
      'a channel of Teams in channel',
      { channel: TEAMS_CHANNEL },
      `The input's channel "${TEAMS_CHANNEL}" is a channel of another surface. Name it in "teams_channel".`,
    ],
    [
      'a channel of Slack in teams_channel',
      { teams_channel: 'C0RELEASE1' },
      'The input\'s teams_channel "C0RELEASE1" is a channel of another surface. Name it in "channel".',
    ],
    [
      'a name in teams_channel',
      { teams_channel: 'General' },
      'The input\'s teams_channel "General" is not the id of a channel, such as 19:…@thread.tacv2, or its link.',
    ],
    ['no text in teams_channel', { teams_channel: 7 }, "The input's teams_channel must be a string."],
    [
      'a misspelt teams_channel',
      { teamsChannel: TEAMS_CHANNEL },
      'The input has "teamsChannel". Did you mean "teams_channel"?',
    ],
    ['a misspelt surfaces', { surface: 'email' }, 'The input has "surface". Did you mean "surfaces"?'],
    [
      'an unknown surface',
      { surfaces: ['sms'] },
      'The input\'s surfaces name "sms", which this deployment does not have. It has: slack, teams, email.',
    ],
    ['no surface', { surfaces: [] }, 'The list of surfaces is empty: the request would be shown nowhere.'],
    ['a surface twice', { surfaces: ['email', 'email'] }, 'The surfaces name "email" twice.'],
    [
      'no list of surfaces',
      { surfaces: { email: true } },
      'The surfaces must be a list of names, such as ["email"].',
    ],
    [
      'a channel of a surface that is left out',
      { surfaces: ['email'], channel: 'C0RELEASE1' },
      'The input has a channel, but its surfaces leave out "slack". Remove one of them.',
    ],
  ])('%s is refused, and nothing is sent', async (_, members, message) => {
    const all = Object.values(trio());
    await expect(askWith(all, members)).rejects.toMatchObject({ code: 'InvalidRequest', message });
    expect(all.flatMap(({ asks }) => asks)).toEqual([]);
  });

  test.each([
    ['channel', { channel: 'C0RELEASE1' }],
    ['teams_channel', { teams_channel: TEAMS_CHANNEL }],
  ])('%s is refused by a deployment that posts in no such channel', async (member, members) => {
    const email = createFakeSurface('email');
    await expect(askWith([email], members)).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: `The input has a ${member}, but this deployment posts in no such channel. Remove it.`,
    });
    expect(email.asks).toEqual([]);
  });

  test('a surface that is not configured is refused', async () => {
    await expect(askWith([createFakeSurface('email')], { surfaces: ['teams'] })).rejects.toMatchObject({
      message: 'The input\'s surfaces name "teams", which this deployment does not have. It has: email.',
    });
  });

  test.each([[['email', 'Teams']], ['email, teams']])(
    '%j: the request is shown there only',
    async (surfaces) => {
      const { slack, teams, email } = trio();
      const { messages } = await askWith([slack, teams, email], { surfaces });
      expect(Object.keys(messages)).toEqual(['teams', 'email']);
      expect(slack.asks).toEqual([]);
    },
  );

  test('a surface of the same kind is chosen by its kind', async () => {
    const webhook = createFakeSurface('teams_webhook', { kind: 'teams' });
    const { messages } = await askWith([webhook, createFakeSurface('email')], { surfaces: ['teams'] });
    expect(Object.keys(messages)).toEqual(['teams_webhook']);
  });

  const onlyBySlack = async () => ({
    audiences: [],
    obstacle: 'No approver has an address.',
    unreachable: new Map([['U012ABCDE', 'No address is known.']]),
  });

  test('an approver of a surface that is left out is not asked, and the task fails with the reason', async () => {
    const slack = createFakeSurface('slack');
    const email = createFakeSurface('email', { reach: onlyBySlack });
    const members = { approvers: ['U012ABCDE'], surfaces: ['email'] };
    await expect(askWith([slack, email], members)).rejects.toMatchObject({
      code: 'NothingSent',
      message: expect.stringContaining('U012ABCDE cannot be reached. E-mail: No address is known.'),
    });
    expect([slack.asks, slack.told, email.asks]).toEqual([[], [], []]);
    await askWith([slack, email], { approvers: ['U012ABCDE'] });
    expect(slack.asks).toHaveLength(1);
  });

  test('news about an approver of a surface that is left out stay on the surfaces of the request', async () => {
    const slack = createFakeSurface('slack');
    const teams = createFakeSurface('teams', {
      reach: async () => ({ audiences: [{}], unreachable: new Map([['U012ABCDE', 'Unknown here.']]) }),
    });
    await askWith([slack, teams], { approvers: ['U012ABCDE', 'ann@example.com'], surfaces: ['teams'] });
    expect(slack.told).toEqual([]);
    expect(teams.told).toMatchObject([
      { news: { sentence: expect.stringContaining('U012ABCDE cannot be reached') } },
    ]);
  });
});

/** The payloads in the buttons of a surface, by action. */
async function payloadsOf({ asks }: ReturnType<typeof createFakeSurface>): Promise<Record<string, Payload>> {
  const buttons = asks[0]?.buttons ?? [];
  return Object.fromEntries(
    await Promise.all(
      buttons.map(async ({ action, sealed, url }) => {
        expect(sealedPayloadOf(url)).toBe(sealed);
        return [action, await open(sealed)] as const;
      }),
    ),
  );
}

describe('an approval request', () => {
  test('is shown on every surface, and returns the references of the messages', async () => {
    const [email, slack] = [createFakeSurface('email'), createFakeSurface('slack')];
    expect(await ask([email, slack])).toStrictEqual({
      transaction_id: ID,
      messages: { email: { message: 'email 1' }, slack: { message: 'slack 1' } },
    });
    for (const { asks } of [email, slack]) {
      expect(asks).toMatchObject([
        {
          approval: {
            id: ID,
            execution: EXECUTION,
            request: { name: 'Ben', title: 'Approval for Ben' },
            rounds: [{ askedAt: new Date(NOW), shown: {} }],
            state: { kind: 'waiting', votes: [], needed: 1, until: new Date('2026-11-24T13:00:00Z') },
          },
          ref: undefined,
        },
      ]);
    }
  });

  test('gives its task token to no surface', async () => {
    const surfaces = [createFakeSurface('email'), createFakeSurface('slack')];
    await ask(surfaces);
    expect(JSON.stringify(surfaces.map(({ asks }) => asks.map(({ approval }) => approval)))).not.toContain(
      TOKEN,
    );
  });

  test('gives each surface its own links, which expire with the task', async () => {
    const slack = createFakeSurface('slack', {
      reach: async ({ title }) => ({ audiences: [{ title }] }),
    });
    await ask([createFakeSurface('email'), slack]);
    const common = {
      token: TOKEN,
      transactionId: ID,
      expiresAt: Date.parse('2026-11-24T13:00:00Z') / 1000,
      context: { title: 'Approval for Ben', locale: 'en', surface: 'slack', execution: 'ApprovalEmails:one' },
    };
    expect(await payloadsOf(slack)).toStrictEqual({
      approve: {
        ...common,
        action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' }, confirm: true },
      },
      reject: {
        ...common,
        action: {
          name: 'reject',
          type: 'failure',
          error: 'rejected',
          cause: 'Ben rejected it',
          confirm: true,
        },
      },
    });
  });

  test('has links that decide at once when the surface asks for no confirmation', async () => {
    const email = createFakeSurface('email', { confirm: false });
    await ask([email]);
    expect((await payloadsOf(email)).approve?.action).not.toHaveProperty('confirm');
  });

  test('has a rejection that returns an output when on_reject is "return"', async () => {
    const email = createFakeSurface('email');
    await ask([email], { ...event, request: { name: 'Ben', on_reject: 'return' } });
    expect((await payloadsOf(email)).reject?.action).toStrictEqual({
      name: 'reject',
      type: 'success',
      output: { name_in_output: 'Ben' },
      confirm: true,
    });
  });

  test('has links without an expiry when the state has no TimeoutSeconds', async () => {
    const email = createFakeSurface('email');
    await ask([email], { ...event, timeout_seconds: undefined });
    expect(email.asks[0]?.approval.state).toStrictEqual({
      kind: 'waiting',
      stage: 0,
      since: new Date(NOW),
      votes: [],
      needed: 1,
    });
    expect((await payloadsOf(email)).approve).not.toHaveProperty('expiresAt');
  });

  test('has the same id for each call with the same task, and another id for another task', async () => {
    const surfaces = [createFakeSurface('email')];
    expect((await ask(surfaces)).transaction_id).toBe((await ask(surfaces)).transaction_id);
    expect((await ask(surfaces, { ...event, token: 'BBBB' })).transaction_id).toBe(approvalId('BBBB'));
  });

  test('is logged with its transaction and without its token', async () => {
    await ask([createFakeSurface('email')]);
    expect(lines).toStrictEqual([
      {
        event: 'request_approval',
        duration_ms: 0,
        transaction_id: ID,
        execution: REFERENCE,
        outcome: 'asked',
        surfaces: ['email'],
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain(TOKEN);
  });

  test('is shown on the other surfaces when one surface fails, and the failure is logged', async () => {
    const failure = new Error('channel_not_found');
    const slack = createFakeSurface('slack', { failure });
    expect((await ask([slack, createFakeSurface('email')])).messages).toStrictEqual({
      email: { message: 'email 1' },
    });
    expect(lines[0]).toStrictEqual({
      level: 'error',
      event: 'ask_failed',
      transaction_id: ID,
      surface: 'slack',
      error: failure,
    });
  });

  test('is shown on the other surfaces when one cannot list its audiences, and the failure is logged', async () => {
    const error = new Error('away');
    const slack = createFakeSurface('slack', { reach: () => Promise.reject(error) });
    expect((await ask([slack, createFakeSurface('email')])).messages).toStrictEqual({
      email: { message: 'email 1' },
    });
    expect(slack.asks).toEqual([]);
    expect(lines[0]).toStrictEqual({
      level: 'error',
      event: 'ask_failed',
      transaction_id: ID,
      surface: 'slack',
      error,
    });
  });

  test('is shown on the other surfaces when the links of one surface cannot be made', async () => {
    const [slack, email] = [createFakeSurface('slack'), createFakeSurface('email')];
    const tooLong = new Refusal('UrlTooLong', 'too long');
    const sealActions: SealActions = async (payloads) => {
      if (payloads[0]?.context?.surface === 'slack') throw tooLong;
      return [];
    };
    expect((await ask([slack, email], event, { sealActions })).messages).toStrictEqual({
      email: { message: 'email 1' },
    });
    expect(slack.asks).toEqual([]);
    expect(lines[0]).toMatchObject({ event: 'ask_failed', surface: 'slack', error: tooLong });
  });
});

describe('a request that some surfaces do not show', () => {
  const ann = { name: 'Ann', id: 'U0ANN0001' };
  const asked = { ...event, request: { name: 'Ben', requester: ann.name, requester_id: ann.id } };
  const explained = (error: Error, overrides: Partial<Surface> = {}) => {
    const slack = createFakeSurface('slack');
    return {
      ...slack,
      show: () => Promise.reject(error),
      explain: ({ message }: { message: string }) =>
        message === 'not_in_channel' ? 'Invite the app.' : undefined,
      ...overrides,
    } as typeof slack;
  };

  test('is reported to the requester, with the reason', async () => {
    const slack = explained(new Error('not_in_channel'));
    const email = createFakeSurface('email');
    await ask([slack, email], asked);
    const news = {
      approval: { id: ID, rounds: [{ shown: { email: { message: 'email 1' } } }] },
      sentence: 'The request did not reach all approvers. Slack: Invite the app.',
    };
    expect(slack.told).toMatchObject([{ person: ann, news }]);
    expect(slack.told[0]?.news).not.toHaveProperty('ref');
    expect(email.told).toMatchObject([{ person: ann, news }]);
  });

  test('is reported in the language of the request', async () => {
    const slack = explained(new Error('not_in_channel'));
    await ask([slack, createFakeSurface('email')], { ...event, request: { name: 'Ben', locale: 'de' } });
    expect(slack.told.map(({ news }) => news.sentence)).toEqual([
      'Die Anfrage hat nicht alle Genehmiger erreicht. Slack: Invite the app.',
    ]);
  });

  test('is reported also when a surface cannot list its audiences', async () => {
    const slack = explained(new Error('x'), { reach: () => Promise.reject(new Error('not_in_channel')) });
    await ask([slack, createFakeSurface('email')], asked);
    expect(slack.told).toMatchObject([
      { news: { sentence: 'The request did not reach all approvers. Slack: Invite the app.' } },
    ]);
  });

  test('is not reported here when no surface shows the request, because tell-outcome does this', async () => {
    const slack = explained(new Error('not_in_channel'));
    await expect(ask([slack])).rejects.toMatchObject({
      name: 'NothingSent',
      message: 'The approval request could not be sent. Slack: Invite the app.',
    });
    expect(slack.told).toEqual([]);
  });

  test('still waits for its decision when the report fails, and the failure is logged', async () => {
    const error = new Error('away');
    const slack = explained(new Error('away'), { tell: () => Promise.reject(error) });
    expect((await ask([slack, createFakeSurface('email')])).messages).toHaveProperty('email');
    expect(lines).toContainEqual({
      level: 'error',
      event: 'tell_failed',
      transaction_id: ID,
      surface: 'slack',
      error,
    });
  });

  test('still waits for its decision when the report takes too long', async () => {
    const slack = explained(new Error('away'), { tell: forever });
    const surfaces = [slack, createFakeSurface('email')];
    const soon = (milliseconds: number) => (milliseconds > 3_000 ? forever() : Promise.resolve());
    expect((await ask(surfaces, event, { wait: soon })).messages).toHaveProperty('email');
  });

  test('causes no report when all surfaces show the request', async () => {
    const slack = createFakeSurface('slack');
    await ask([slack, createFakeSurface('email')], asked);
    expect(slack.told).toEqual([]);
  });
});

describe('a request that no approver can decide by mail', () => {
  const slackOnly = { ...event, request: { name: 'Ben', approvers: ['U012ABCDE'] } };
  const mail = () =>
    createFakeSurface('email', { reach: async () => ({ audiences: [], obstacle: 'name an address.' }) });

  test('is sent as a mail without links after Slack shows it', async () => {
    const email = mail();
    expect((await ask([email, createFakeSurface('slack')], slackOnly)).messages).toEqual({
      slack: { message: 'slack 1' },
      email: { message: 'email 1' },
    });
    expect(email.asks).toMatchObject([
      {
        approval: { rounds: [{ shown: { slack: { message: 'slack 1' } } }] },
        buttons: undefined,
        ref: undefined,
      },
    ]);
  });

  test('fails when Slack fails: no mail is sent, and the error says what to do', async () => {
    const email = mail();
    const slack = createFakeSurface('slack', { failure: new Error('away') });
    await expect(ask([slack, email], slackOnly)).rejects.toMatchObject({
      name: 'NothingSent',
      message:
        'The approval request could not be sent. ' +
        'Slack: something went wrong. The log has the details. E-mail: name an address.',
    });
    expect(email.asks).toEqual([]);
  });

  test('fails when there is no Slack', async () => {
    await expect(ask([mail()], slackOnly)).rejects.toMatchObject({
      name: 'NothingSent',
      message: 'The approval request could not be sent. E-mail: name an address.',
    });
    expect(lines).toMatchObject([{ event: 'request_approval', level: 'error', outcome: 'NothingSent' }]);
  });

  test('still waits in Slack when the mail without links fails', async () => {
    const failure = new Error('away');
    const email = { ...mail(), show: () => Promise.reject(failure) };
    expect((await ask([createFakeSurface('slack'), email], slackOnly)).messages).toEqual({
      slack: { message: 'slack 1' },
    });
    expect(lines[0]).toMatchObject({ event: 'ask_failed', surface: 'email', error: failure });
  });
});

describe('an approval request is refused', () => {
  test('as NothingSent when every surface fails', async () => {
    const surfaces = ['slack', 'email'].map((name) =>
      createFakeSurface(name, { failure: new Error('away') }),
    );
    await expect(ask(surfaces)).rejects.toMatchObject({
      name: 'NothingSent',
      message:
        'The approval request could not be sent. ' +
        'Slack: something went wrong. The log has the details. E-mail: something went wrong. The log has the details.',
    });
    expect(lines).toMatchObject([
      { event: 'ask_failed', surface: 'slack' },
      { event: 'ask_failed', surface: 'email' },
      { event: 'request_approval', level: 'error', outcome: 'NothingSent', transaction_id: ID },
    ]);
  });

  test.each([
    ['en', 'The approval request could not be sent. E-mail: something went wrong. The log has the details.'],
    [
      'de',
      'Die Anfrage konnte nicht verschickt werden. E-Mail: Etwas ist schiefgegangen. Die Einzelheiten stehen im Protokoll.',
    ],
  ])('as NothingSent when its links cannot be made, and the log says why (%s)', async (locale, message) => {
    const german = { ...event, request: { name: 'Ben', locale } };
    const sealActions = createActionSealer(seal, `https://example.com/${'x'.repeat(8_000)}`);
    await expect(ask([createFakeSurface('email')], german, { sealActions })).rejects.toMatchObject({
      name: 'NothingSent',
      message,
    });
    expect(lines[0]).toMatchObject({ event: 'ask_failed', error: { code: 'UrlTooLong' } });
  });

  test('when its links cannot keep its policy, before a surface shows it', async () => {
    const email = createFakeSurface('email');
    const refusal = new Refusal('InvalidRequest', 'They cannot be kept.');
    const assertSealable = () => {
      throw refusal;
    };
    await expect(ask([email], event, { assertSealable })).rejects.toBe(refusal);
    expect(email.asks).toEqual([]);
  });

  test.each<[unknown, string]>([
    [null, 'The event is not an object.'],
    ['event', 'The event is not an object.'],
    [{ ...event, token: undefined }, 'The event has no task token and no callback_id.'],
    [{ ...event, token: 5 }, 'The event has no task token and no callback_id.'],
    [{ ...event, token: '' }, 'The event has no task token and no callback_id.'],
    [{ ...event, execution: undefined }, 'The event names no execution.'],
    ...['7d', 0, -1, 1e300, null].map((seconds): [unknown, string] => [
      { ...event, timeout_seconds: seconds },
      'timeout_seconds is not a number of seconds, such as 604800.',
    ]),
    [{ ...event, request: {} }, 'The input has no name. Add one, such as {"name": "Ben"}.'],
    [
      { ...event, request: { name: 'Ben', on_reject: 'ignore' } },
      'The input\'s on_reject must be "fail" or "return".',
    ],
  ])('as InvalidRequest when the event is %j', async (input, message) => {
    const email = createFakeSurface('email');
    await expect(ask([email], input)).rejects.toMatchObject({ name: 'InvalidRequest', message });
    expect(email.asks).toEqual([]);
  });
});

describe('an approver whose message failed', () => {
  const named = (...approvers: string[]) => ({
    ...event,
    request: { name: 'Ben', approvers, requester_id: 'U0ANN0001' },
  });
  const withdrawn: unknown[] = [];
  beforeEach(() => void withdrawn.splice(0));
  /** A Slack surface that posts a message, but does not get through to this approver. */
  const missing = (error: unknown, more: Partial<Surface> = {}) =>
    createFakeSurface('slack', {
      show: async () => ({
        reference: { ts: '1' },
        notAsked: [{ approver: 'U012ABCDE', error, reason: 'no direct message.' }],
      }),
      withdraw: async (ref) => void withdrawn.push(ref),
      ...more,
    });
  const byMail = createFakeSurface('email', {
    reach: async () => ({ audiences: [{}], unreachable: new Map([['U012ABCDE', 'no address.']]) }),
  });

  test('is named to the requester if another approver was asked', async () => {
    const slack = missing(new Error('cannot_dm_bot'));

    expect((await ask([slack, byMail], named('U012ABCDE', 'bob@example.com'))).messages).toEqual({
      slack: { ts: '1' },
      email: { message: 'email 1' },
    });

    expect(slack.told.map(({ news }) => news.sentence)).toEqual([
      'The request did not reach all approvers. U012ABCDE cannot be reached. Slack: no direct message. E-mail: no address.',
    ]);
    expect(withdrawn).toEqual([]);
  });

  test('is not named if another surface reached this approver', async () => {
    const slack = missing(new Error('cannot_dm_bot'));

    await ask([slack, createFakeSurface('email')], named('U012ABCDE'));

    expect(slack.told).toEqual([]);
  });

  test('fails the request if no other approver was asked, and the message is withdrawn', async () => {
    const slack = missing(new Error('cannot_dm_bot'));

    await expect(ask([slack], named('U012ABCDE'))).rejects.toMatchObject({
      name: 'NothingSent',
      message:
        'The approval request could not be sent. U012ABCDE cannot be reached. Slack: no direct message.',
    });
    expect(withdrawn).toEqual([{ ts: '1' }]);
  });

  test('is asked again by the state machine if the message may be sent later', async () => {
    const slack = missing(new RepeatableError('busy', { cause: undefined }));

    await expect(ask([slack], named('U012ABCDE'))).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
    expect(withdrawn).toEqual([{ ts: '1' }]);
  });

  test.each([
    ['the message may have arrived', missing(new UncertainError('lost'))],
    ['the other message cannot be withdrawn', missing(new Error('x'), { withdraw: () => Promise.reject() })],
  ])('is named to the requester, and the request stays, if %s', async (_, slack) => {
    expect((await ask([slack], named('U012ABCDE'))).messages).toEqual({ slack: { ts: '1' } });

    expect(slack.told).toMatchObject([
      { news: { sentence: expect.stringContaining('U012ABCDE cannot be reached.') } },
    ]);
    expect(withdrawn).toEqual([]);
  });
});

describe('an approver whom no surface can reach', () => {
  const request = { name: 'Ben', approvers: ['U012ABCDE', 'dora@example.com'], requester_id: 'U0ANN0001' };
  const named = { ...event, request };
  const knowing = (name: string, unreachable: Record<string, string>, more: Partial<Surface> = {}) =>
    createFakeSurface(name, {
      reach: async () => ({ audiences: [{}], unreachable: new Map(Object.entries(unreachable)) }),
      ...more,
    });

  test('fails the request if there is no other approver, and the error names each', async () => {
    const slack = knowing('slack', { U012ABCDE: 'deactivated.', 'dora@example.com': 'no account.' });
    const email = knowing('email', { U012ABCDE: 'no address.', 'dora@example.com': 'not subscribed.' });

    await expect(ask([slack, email], named)).rejects.toMatchObject({
      name: 'NothingSent',
      message:
        'The approval request could not be sent. ' +
        'U012ABCDE cannot be reached. Slack: deactivated. E-mail: no address. ' +
        'dora@example.com cannot be reached. Slack: no account. E-mail: not subscribed.',
    });
    expect([...slack.asks, ...email.asks]).toEqual([]);
  });

  test('is not named to the requester who is this approver, and must not decide', async () => {
    const slack = createFakeSurface('slack', {
      reach: async () => ({
        audiences: [{}],
        unreachable: new Map([['U012ABCDE', 'this is the requester.']]),
        excluded: new Set(['U012ABCDE']),
      }),
    });

    expect((await ask([slack], named)).messages).toEqual({ slack: { message: 'slack 1' } });

    expect(slack.told).toEqual([]);
  });

  test('is named to the requester if others are asked', async () => {
    const slack = knowing('slack', { 'dora@example.com': 'no account.' });
    const email = knowing('email', { U012ABCDE: 'no address.', 'dora@example.com': 'not subscribed.' });

    await ask([slack, email], named);

    expect(slack.told).toMatchObject([
      {
        person: { id: 'U0ANN0001' },
        news: {
          sentence:
            'The request did not reach all approvers. dora@example.com cannot be reached. Slack: no account. E-mail: not subscribed.',
        },
      },
    ]);
  });

  test('is not one whom another surface may reach, because it does or cannot tell', async () => {
    const slack = knowing('slack', { U012ABCDE: 'deactivated.', 'dora@example.com': 'no account.' });
    const email = createFakeSurface('email');

    expect((await ask([slack, email], named)).messages).toHaveProperty('email');
    expect(slack.told).toEqual([]);
  });

  test('is not one whom a surface may reach that fails to answer', async () => {
    const all = { U012ABCDE: 'deactivated.', 'dora@example.com': 'no account.' };
    const email = createFakeSurface('email', { reach: () => Promise.reject(new Error('away')) });

    expect((await ask([knowing('slack', all), email], named)).messages).toHaveProperty('slack');
  });
});

describe('a request of a state machine whose tasks the deployment may not complete', () => {
  const machines = 'arn:aws:states:eu-west-1:123456789012:stateMachine';

  test('is refused at once, and the error names the state machine and the setting', async () => {
    const slack = createFakeSurface('slack');

    await expect(ask([slack], event, { stateMachines: [`${machines}:Releases`] })).rejects.toMatchObject({
      name: 'NotPermitted',
      message:
        'This deployment may not complete tasks of ApprovalEmails. An administrator must add it to stateMachines.',
    });

    expect(slack.asks).toEqual([]);
    expect(lines).toMatchObject([{ event: 'request_approval', level: 'error', outcome: 'NotPermitted' }]);
  });

  test('is sent after the setting names it', async () => {
    const slack = createFakeSurface('slack');

    await ask([slack], event, { stateMachines: [`${machines}:Approval*`] });

    expect(slack.asks).toHaveLength(1);
  });

  test.each([
    [
      'KmsAccessDenied' as const,
      'Tasks of ApprovalEmails are encrypted under a KMS key that this deployment may not use. An administrator must add the key to stateMachineKeys.',
    ],
    [
      'KmsInvalidState' as const,
      'Tasks of ApprovalEmails are encrypted under a KMS key that is disabled or deleted. An administrator must enable the key.',
    ],
  ])('is refused at once if its key cannot be used (%s)', async (reason, message) => {
    const slack = createFakeSurface('slack');
    const getHistory = () => Promise.reject(new Refusal('NotPermitted', 'A sentence.', { reason }));

    await expect(ask([slack], event, { stateMachines: [`${machines}:*`], getHistory })).rejects.toMatchObject(
      { name: 'NotPermitted', message },
    );

    expect(slack.asks).toEqual([]);
  });

  test.each<[string, GetHistory]>([
    ['cannot be read for another reason', () => Promise.reject(new Error('throttled'))],
    ['does not answer within 3 seconds', forever],
  ])('is sent if its history %s', async (_, getHistory) => {
    const slack = createFakeSurface('slack');
    const wait = async (milliseconds: number) => (milliseconds > 3_000 ? forever() : undefined);

    await ask([slack], event, { stateMachines: [`${machines}:*`], getHistory, wait });

    expect(slack.asks).toHaveLength(1);
  });

  test('is sent if another deployment makes its URLs and completes its tasks', async () => {
    const slack = createFakeSurface('slack');
    const getHistory = () =>
      Promise.reject(new Refusal('NotPermitted', 'A sentence.', { reason: 'KmsAccessDenied' }));

    await ask([slack], event, { getHistory });

    expect(slack.asks).toHaveLength(1);
  });
  test('is refused at once with the account, if it is of another account', async () => {
    const slack = createFakeSurface('slack');
    const ownArn = 'arn:aws:states:eu-west-1:999999999999:stateMachine:Own';

    await expect(ask([slack], event, { ownArn })).rejects.toMatchObject({
      name: 'NotPermitted',
      message: expect.stringMatching(/account 123456789012, .* only in the account 999999999999,/),
    });

    expect(slack.asks).toEqual([]);
  });
});
