import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlackApi, startFakeSlackApi } from '../../support/slack-fake-api.ts';
import { createSlackWorld } from '../../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

describe('/approval', () => {
  const HELP = [
    '/approval start &lt;name&gt; [key: value …] – ask for an approval; each key: value becomes a detail',
    '    approvers: @ann, @leads, bob@example.com – only they can decide',
    '    approvals: 2 – that many people must approve; unanimous: yes – every approver; rejections: 2 – that many reject it',
    '    self_approval: no – you cannot decide it yourself; confirm: yes – Slack asks for confirmation before it approves',
    '    remind: 4h, 1d – remind after 4 hours, and then each day; escalate: 1d @leads – after a day, they can decide too',
    '    channel: #releases – ask there, not in the usual channel; surfaces: slack, email – ask only there',
    '    comment: required – a decision needs a comment; comment: optional – Slack asks for one',
    '/approval list – the requests that wait for a decision',
    '/approval status &lt;execution&gt; – the status of a request',
    '/approval cancel &lt;execution&gt; – cancel a request',
    '/approval help – this text',
  ].join('\n');

  it.each(['', '   ', 'help', 'HELP me'])('shows the help ("%s")', async (typed) => {
    const world = createSlackWorld(api.url);

    const { statusCode, answer } = await world.command(typed);

    expect(statusCode).toBe(200);
    expect(answer).toEqual({ response_type: 'ephemeral', text: HELP });
    expect(world.started).toEqual([]);
  });

  it('shows the help if Slack sends no text', async () => {
    const world = createSlackWorld(api.url);

    const { statusCode, body } = await world.sendSigned('command=%2Fapproval&user_id=U0ANN0001&trigger_id=1');

    expect(statusCode).toBe(200);
    expect(JSON.parse(body).text).toBe(HELP);
  });

  it.each([
    { typed: 'Ben', shown: 'Ben' },
    { typed: '<!channel> x', shown: '@channel' },
    { typed: '&lt;!here&gt; x', shown: '&lt;!here&gt;' },
    { typed: '<@U0BOB0001|bob> please', shown: '@bob' },
    { typed: '__proto__', shown: '__proto__' },
    { typed: 'y'.repeat(5_000), shown: `${'y'.repeat(49)}…` },
    { typed: 'constructor', shown: 'constructor' },
  ])('shows an unknown subcommand in the answer ($shown)', async ({ typed, shown }) => {
    const world = createSlackWorld(api.url);

    const { statusCode, answer } = await world.command(typed);

    expect(statusCode).toBe(200);
    expect(answer.text).toBe(`“${shown}” is not a command of /approval. These are:\n${HELP}`);
    expect(world.started).toEqual([]);
  });

  it('does not cut an unknown subcommand in the middle of a character', async () => {
    const world = createSlackWorld(api.url);

    const { answer } = await world.command(`x${'🙈'.repeat(40)}`);

    expect(answer.text.isWellFormed()).toBe(true);
  });
});
