import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sealButtons } from '../../src/approval/buttons.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { request, waiting } from '../support/requests.ts';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld } from '../support/slack-world.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const RELEASES = 'C0RELEASES';
const OTHERS = 'C0OTHERS01';
const NOT_ALLOWED = `Requests may not be posted in the channel ${OTHERS}. Choose another channel, or ask an administrator to add it to slackChannels.`;

describe('the key channel of /approval start', () => {
  it.each([
    `channel: <#${RELEASES}|releases>`,
    // A private channel: Slack leaves out its name.
    `channel: <#${RELEASES}|>`,
    `channel:<#${RELEASES}|releases> note: x`,
    `Channels = <#${RELEASES}>`,
    `slack_channel: ${RELEASES}`,
    `channel-id: ${RELEASES}`,
  ])('chooses the channel, and the answer names it (%s)', async (typed) => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(`start Ben ${typed}`);

    expect(answer.text).toBe(`Requested: Approval for Ben. It will appear in <#${RELEASES}>.`);
    expect(request(world.started[0]?.input as object).channels.slack).toBe(RELEASES);
  });

  it('can name a channel of Teams, and the surfaces of the request', async () => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(
      'start Ben teams_channel: 19:abc@thread.tacv2 surfaces: teams, email',
    );

    expect(answer.text).toBe('Requested: Approval for Ben. It will appear only on: teams, email.');
    const { channels, surfaces } = request(world.started[0]?.input as object);
    expect({ channels, surfaces }).toEqual({
      channels: { teams: '19:abc@thread.tacv2' },
      surfaces: ['teams', 'email'],
    });
  });

  it('refuses a channel of Teams, and says why', async () => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command('start Ben channel: 19:abc@thread.tacv2');

    expect(answer.text).toContain('“19:abc@thread.tacv2” is a channel of another app.');
    expect(world.started).toEqual([]);
  });

  it.each(['#releases', 'releases', '', 'U0BOB0001', `<#${RELEASES}|a> <#${OTHERS}|b>`])(
    'refuses a text that is not one channel (%j)',
    async (typed) => {
      const world = createSlackWorld(api.url);

      const { answer } = await world.command(`start Ben channel: ${typed}`);

      expect(answer.text).toContain('is not a channel. Type # and choose the channel from the list');
      expect(world.started).toEqual([]);
    },
  );

  it('can also be mentioned in a detail', async () => {
    const world = createSlackWorld(api.url);

    await world.command(`start Ben channel: <#${RELEASES}|releases> see: <#${OTHERS}|others>`);

    const { channels, details } = request(world.started[0]?.input as object);
    expect({ channels, details }).toEqual({
      channels: { slack: RELEASES },
      details: [{ label: 'see', value: `<#${OTHERS}|others>` }],
    });
  });

  it('is given once', async () => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(`start Ben channel: ${RELEASES} slackChannel: ${OTHERS}`);

    expect(answer.text).toContain('is given twice');
  });
});

describe('a place that the deployment does not have', () => {
  const surfaces = [{ name: 'slack' }, { name: 'teams_webhook', kind: 'teams' }];

  it.each([
    ['surfaces: email', 'This deployment does not have “email” as a surface. It has: slack, teams.'],
    ['teams_channel: 19:a@thread.tacv2', 'This deployment posts in no channels of Teams.'],
    [
      'channel: 19:a@thread.tacv2',
      '“19:a@thread.tacv2” is a channel of another app. Write teams_channel: before it.',
    ],
  ])('is refused in a command, in words: %s', async (typed, reason) => {
    const world = createSlackWorld(api.url, { surfaces });

    const { answer } = await world.command(`start Ben ${typed}`);

    expect(answer.text).toContain(`This was not accepted. ${reason}`);
    expect(world.started).toEqual([]);
  });

  it('is not any other place', async () => {
    const world = createSlackWorld(api.url, { surfaces });

    await world.command('start Ben surfaces: slack, teams');

    expect(world.started).toMatchObject([{ input: { surfaces: 'slack, teams' } }]);
  });
});

describe('a channel that requests may not be posted in', () => {
  it.each<{ why: string; allowedChannels?: string[]; info?: object; failure?: Failure; reason: string }>([
    { why: 'slackChannels leaves it out', allowedChannels: [RELEASES], reason: NOT_ALLOWED },
    {
      why: 'it is archived',
      info: { name: 'others', is_archived: true, is_member: true },
      reason: 'The channel #others does not exist, is archived',
    },
    {
      why: 'the app is not in it',
      info: { name: 'others', is_member: false },
      reason: 'The app is not in the channel #others. Invite it there: /invite @Countersign.',
    },
    {
      why: 'Slack does not know it',
      failure: { error: 'channel_not_found' },
      reason: `The channel ${OTHERS} does not exist`,
    },
  ])(
    'is refused at once in the command and in the form ($why)',
    async ({ allowedChannels, info, failure, reason }) => {
      const world = createSlackWorld(api.url, { allowedChannels });
      if (info) api.results.set('conversations.info', { channel: info });
      if (failure) api.failures.set('conversations.info', failure);

      const { answer } = await world.command(`start Ben channel: <#${OTHERS}|others>`);
      await world.sendSigned(recordedDelivery('shortcut').body);
      const form = await world.submit(api.calls.at(-1)?.view, {
        name: { value: 'Ben' },
        channel: { type: 'conversations_select', selected_conversation: OTHERS },
      });

      expect(answer.text).toContain(`This was not accepted. ${reason}`);
      expect(form.answer).toMatchObject({
        response_action: 'errors',
        errors: { channel: expect.stringContaining(reason) },
      });
      expect(world.started).toEqual([]);
    },
  );

  it.each<{ why: string; allowedChannels?: string[]; info?: object; failure?: Failure }>([
    { why: 'slackChannels names it', allowedChannels: [RELEASES, OTHERS], info: { is_member: true } },
    { why: 'Slack does not tell', failure: { error: 'missing_scope' } },
    { why: 'Slack fails', failure: { status: 500 } },
  ])('is not refused if $why', async ({ allowedChannels, info, failure }) => {
    const world = createSlackWorld(api.url, { allowedChannels });
    if (info) api.results.set('conversations.info', { channel: info });
    if (failure) api.failures.set('conversations.info', failure);

    await world.command(`start Ben channel: <#${OTHERS}|others>`);

    expect(world.started).toMatchObject([{ input: { channel: `<#${OTHERS}|others>` } }]);
  });

  it('is the usual channel: it needs no check, and slackChannels need not name it', async () => {
    const world = createSlackWorld(api.url, { channel: OTHERS, allowedChannels: [RELEASES] });

    await world.command('start Ben');
    await world.command(`start Ben channel: ${OTHERS}`, { trigger_id: 'another' });

    expect(world.started).toHaveLength(2);
  });
});

it('the form starts a request in the chosen channel', async () => {
  const world = createSlackWorld(api.url);
  await world.sendSigned(recordedDelivery('shortcut').body);

  const { answer } = await world.submit(api.calls.at(-1)?.view, {
    name: { value: 'Ben' },
    channel: { type: 'conversations_select', selected_conversation: RELEASES },
  });

  expect(world.started).toMatchObject([{ input: { name: 'Ben', channel: RELEASES } }]);
  expect(JSON.stringify(answer.view)).toContain(`It will appear in <#${RELEASES}>.`);
});

it.each(['channel: #ops', 'Slack channel: #ops'])(
  'the details of the form refuse the channel, because it has a field (%s)',
  async (details) => {
    const world = createSlackWorld(api.url);
    await world.sendSigned(recordedDelivery('shortcut').body);

    const { answer } = await world.submit(api.calls.at(-1)?.view, {
      name: { value: 'Ben' },
      details: { value: details },
    });

    expect(answer.errors).toEqual({ details: expect.stringContaining('has a field of its own') });
  },
);

it('a detail may speak of a channel', async () => {
  const world = createSlackWorld(api.url);
  await world.sendSigned(recordedDelivery('shortcut').body);

  await world.submit(api.calls.at(-1)?.view, {
    name: { value: 'Ben' },
    details: { value: 'Release channel: beta' },
  });

  expect(world.started).toMatchObject([{ input: { details: { 'Release channel': 'beta' } } }]);
});

describe('a request with a channel', () => {
  async function post(input: object, allowedChannels?: readonly string[]) {
    const { ports } = createSlackWorld(api.url, { channel: 'C0USUAL001', allowedChannels });
    const surface = createSlackSurface(ports);
    const approval = waiting(request({ name: 'Ben', ...input }));
    const buttons = await sealButtons(approval, { token: TASK_TOKEN }, surface, [{}], ports.seal);
    const posted = surface.show(approval, buttons, undefined);
    return posted.then(
      ({ reference }) => reference,
      (error: unknown) => surface.explain?.(error, approval.request),
    );
  }

  it('is posted there', async () => {
    expect(await post({ channel: RELEASES })).toMatchObject({ channel: RELEASES });
    expect(await post({})).toMatchObject({ channel: 'C0USUAL001' });
  });

  it('is posted only in channels of slackChannels, and in the usual one', async () => {
    expect(await post({ channel: RELEASES }, [RELEASES])).toMatchObject({ channel: RELEASES });
    expect(await post({ channel: 'C0USUAL001' }, [RELEASES])).toMatchObject({ channel: 'C0USUAL001' });
    api.calls.length = 0;

    expect(await post({ channel: OTHERS }, [RELEASES])).toBe(NOT_ALLOWED);
    expect(api.calls).toEqual([]);
  });

  it('names the channel if it cannot be posted there, in the language of the request', async () => {
    api.failures.set('chat.postMessage', { error: 'not_in_channel' });

    expect(await post({ channel: OTHERS })).toContain(`not in the channel ${OTHERS}.`);
    expect(await post({ channel: OTHERS, locale: 'de' })).toContain(`nicht im Kanal ${OTHERS}.`);
  });

  it('names the app that must be invited', async () => {
    api.results.set('conversations.info', { channel: { is_member: false } });
    const world = createSlackWorld(api.url, { appName: 'Approvals' });
    const approval = waiting(request({ name: 'Ben' }));

    const posted = createSlackSurface(world.ports).explain?.(
      { data: { error: 'not_in_channel' } },
      approval.request,
    );
    const { answer } = await world.command(`start Ben channel: ${OTHERS}`);

    expect(posted).toContain('/invite @Approvals.');
    expect(answer.text).toContain('/invite @Approvals.');
  });
});
