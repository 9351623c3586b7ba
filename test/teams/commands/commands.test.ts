import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../src/callback/errors.ts';
import { request } from '../../support/requests.ts';
import { ANN, BEN, CHANNEL, CLEO, GIL } from '../../support/teams-fake-connector.ts';
import { startTeamsWorld, THREAD } from '../../support/teams-world.ts';

const aad = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;
const OTHER = '19:other@thread.tacv2';
const LINK = 'https://teams.microsoft.com/l/channel/19%3Aother%40thread.tacv2/Releases?groupId=1';
const PERSONAL = { personal: true };

/** A world whose bot is also installed for Ann and Ben. */
async function startWorld(...given: Parameters<typeof startTeamsWorld>) {
  const world = await startTeamsWorld(...given);
  world.fake.installedFor.push(ANN, BEN);
  return world;
}

describe('start', () => {
  it('starts an execution in the name of the person, with details, and answers in the thread', async () => {
    const world = await startWorld();

    const answer = await world.say('start Release 1.2 environment: production self_approval: no');

    expect(world.started).toMatchObject([
      {
        name: expect.stringMatching(/^teams-[0-9a-f]{16}$/),
        input: {
          name: 'Release 1.2',
          details: { environment: 'production' },
          self_approval: false,
          requester: 'Ann Lee',
          requester_id: aad(ANN),
          requester_email: 'ann@example.com',
        },
      },
    ]);
    expect(answer).toBe(
      'Requested: Approval for Release 1.2. It will appear in the usual channel. Anyone except you can decide it.',
    );
    expect(world.fake.called('POST').at(-1)?.path).toBe(`/v3/conversations/${THREAD}/activities`);
  });

  it('reads when people are reminded, and who may decide later', async () => {
    const world = await startWorld();
    const text = 'start x remind: 4h, 1d escalate: 1d <at>Ben Ito</at> 2d cleo@example.com';

    await world.say(text, ANN, { mentions: [BEN] });

    expect(world.started).toMatchObject([
      {
        input: {
          name: 'x',
          remind: { after: '4h', every: '1d' },
          escalate: [
            { after: '1d', to: [aad(BEN)] },
            { after: '2d', to: ['cleo@example.com'] },
          ],
        },
      },
    ]);
  });

  it('reads mentions, addresses and object ids of approvers', async () => {
    const world = await startWorld();
    const text = `start x approvers: <at>Ben Ito</at>, cleo@example.com and ${aad(CLEO)} for: <at>Ben Ito</at> & co`;

    const answer = await world.say(text, ANN, { mentions: [BEN, BEN] });

    expect(answer).toContain(`Approvers: Ben Ito, cleo@example.com, ${aad(CLEO)}.`);
    expect(world.started).toMatchObject([
      {
        input: {
          name: 'x',
          approvers: [aad(BEN), 'cleo@example.com', aad(CLEO)],
          details: { for: 'Ben Ito & co' },
        },
      },
    ]);
  });

  it.each([
    { key: 'channel', typed: OTHER },
    { key: 'Teams channel', typed: OTHER },
    { key: 'channel', typed: LINK },
    { key: 'channel', typed: `<a href="${LINK}">Releases</a>` },
  ])('takes the channel of a request: $key: $typed', async ({ key, typed }) => {
    const world = await startWorld();

    const answer = await world.say(`start x ${key}: ${typed} surfaces: teams, email`);

    expect(world.started).toMatchObject([{ input: { name: 'x', surfaces: 'teams, email' } }]);
    const { channels, surfaces } = request(world.started[0]?.input as object);
    expect({ channels, surfaces }).toEqual({ channels: { teams: OTHER }, surfaces: ['teams', 'email'] });
    expect(answer).toContain('It will appear in the channel that you named.');
  });

  it('reads the link of a channel that Teams shows by its name', async () => {
    const world = await startWorld();
    const html = `<p>start x channel: <a href="${LINK}" title="x">Releases</a></p>`;
    const message = world.messageOf('start x channel: Releases');

    await world.send({ ...message, attachments: [{ contentType: 'text/html', content: html }] });

    expect(request(world.started[0]?.input as object).channels).toEqual({ teams: OTHER });
  });

  it.each(['<a ', '<a href="x" ', '<a href="', '<a href="x">', '<a href=""></a'])(
    'reads a text of many tags (%j)',
    async (tag) => {
      const world = await startWorld();
      const content = tag.repeat(30_000 / tag.length);
      const message = world.messageOf(`start x ${content}`);
      const attachments = [{ contentType: 'text/html', content }];

      // A pattern that tries the rest of the text from each tag takes longer than a test may.
      expect(await world.send({ ...message, attachments })).toMatchObject({ statusCode: 200 });
      expect(world.started).toHaveLength(1);
    },
  );

  it('refuses a channel that the deployment does not allow', async () => {
    const world = await startWorld({ allowedChannels: ['19:allowed@thread.tacv2'] });

    expect(await world.say(`start x channel: ${OTHER}`)).toContain(
      `Requests may not be posted in the channel ${OTHER}.`,
    );
    expect(world.started).toEqual([]);
    await world.say('start x channel: 19:allowed@thread.tacv2');
    await world.say(`start y channel: ${CHANNEL}`);
    expect(world.started).toHaveLength(2);
  });

  it.each([
    [403, 'The app is not installed in the team of the channel.'],
    [404, 'The channel does not exist, or was deleted.'],
  ])('refuses a channel that Teams does not show to the bot (%i)', async (status, reason) => {
    const world = await startWorld();
    world.fake.fail('GET pagedmembers', { status });

    expect(await world.say(`start x channel: ${OTHER}`)).toContain(`This was not accepted. ${reason}`);
    expect(world.started).toEqual([]);
  });

  it('goes on with a channel if Teams does not tell, and asks about no other channel', async () => {
    const world = await startWorld();
    world.fake.fail('GET pagedmembers', { status: 401 });

    await world.say(`start x channel: ${OTHER}`);
    await world.say('start y');

    expect(world.started).toHaveLength(2);
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'warn', event: 'channel_unknown' }));
    const asked = world.fake.called('GET').filter(({ path }) => path.includes('pagedmembers'));
    expect(asked.map(({ path }) => path)).toEqual([expect.stringContaining(OTHER)]);
  });

  it.each([
    ['surfaces: email, pager', 'This deployment does not have “pager” as a surface. It has: teams, email.'],
    ['surfaces: slack', 'This deployment does not have “slack” as a surface. It has: teams, email.'],
    ['surfaces:', 'The list of surfaces is empty.'],
    ['surfaces: email email', '“email” is given twice.'],
    ['slack channel: C0RELEASE1', 'This deployment posts in no channels of Slack. Leave the channel out.'],
    [`channel: ${OTHER} surfaces: email`, 'You named a channel of Teams, but the surfaces leave Teams out.'],
    [`channel: ${OTHER} teams channel: ${OTHER}`, '“teams_channel” is given twice.'],
  ])('refuses a place that the deployment does not have, in words: %s', async (typed, reason) => {
    const world = await startWorld({ surfaces: [{ name: 'teams' }, { name: 'email' }] });

    expect(await world.say(`start x ${typed}`)).toContain(`This was not accepted. ${reason}`);
    expect(world.started).toEqual([]);
  });

  it('takes a channel of Slack by its own key', async () => {
    const world = await startWorld();

    await world.say('start x slack_channel: C0RELEASE1');

    expect(request(world.started[0]?.input as object).channels).toEqual({ slack: 'C0RELEASE1' });
  });

  it('starts one execution for a message that is delivered twice', async () => {
    const world = await startWorld();
    const message = world.messageOf('start Ben');

    await world.send(message);
    await world.send(message);

    expect(new Set(world.started.map(({ name }) => name)).size).toBe(1);
  });

  it.each([
    {
      text: 'start comment: required',
      says: 'Who or what is it for? Type @Countersign start &lt;name&gt;.',
    },
    { text: 'start x approvers: ann', says: /“ann” is not a person/ },
    { text: 'start x approvers: <at>Cleo Roy</at>', says: /“Cleo Roy” is not a person/ },
    { text: 'start x confirm: perhaps', says: /Write yes or no for confirm/ },
    { text: 'start x channel: General', says: /This is not a channel of Teams/ },
    {
      text: 'start x channel: C0RELEASE1',
      says: /“C0RELEASE1” is a channel of another app\. Write slack_channel: before it/,
    },
    { text: 'start x quorum: 2', says: /“quorum” is not supported/ },
  ])('refuses what it cannot read, and says why: $text', async ({ text, says }) => {
    const world = await startWorld();

    const answer = await world.say(text, ANN, { mentions: text.includes('<at>') ? [CLEO] : [] });

    expect(answer).toMatch(says);
    expect(world.started).toEqual([]);
  });

  it('is refused for a guest', async () => {
    const world = await startWorld();

    expect(await world.say('start x', GIL)).toMatch(
      /^This was not accepted\. Only people of the organization/,
    );
    expect(world.started).toEqual([]);
  });

  it('that may have started says so', async () => {
    const world = await startWorld({ startExecution: async () => Promise.reject(new Error('ECONNRESET')) });

    expect(await world.say('start x')).toMatch(/We do not know whether this worked.*@Countersign list/);
  });
});

describe('list and status', () => {
  it('show a request of this channel to its members', async () => {
    const world = await startWorld();
    await world.ask({ name: 'Ben', title: 'Deploy <b>', requester: 'ann' });

    const waiting = await world.say('list');
    const state = await world.say('status run-1');

    expect(waiting).toMatch(
      /^Waiting for a decision, newest first:<br\/><br\/><b>Deploy &lt;b&gt;<\/b><br\/>Requested by ann · 30 minutes ago · run-1/,
    );
    expect(waiting).toContain('Only requests of this channel are shown here.');
    expect(state).toBe(
      '<b>Deploy &lt;b&gt;</b><br/>Requested by ann · 30 minutes ago · run-1<br/>Waiting for a decision',
    );
  });

  it('tell in a channel nothing of the requests of another one', async () => {
    const world = await startWorld({ channel: '19:other@thread.tacv2' });
    await world.ask({ name: 'Ben', title: 'Secret' });

    expect(await world.say('list')).toMatch(/^No request waits for a decision\./);
    expect(await world.say('status run-1')).toMatch(/^Only the members of its channel/);
  });

  it.each([
    { title: 'a member of its channel', by: ANN, input: {}, sees: true },
    { title: 'the requester', by: CLEO, input: { requester_id: aad(CLEO) }, sees: true },
    { title: 'an approver', by: CLEO, input: { approvers: [aad(CLEO)] }, sees: true },
    { title: 'another person', by: CLEO, input: {}, sees: false },
    {
      title: 'a person who may decide since an escalation',
      by: CLEO,
      input: escalatedAfter('29m'),
      sees: true,
    },
    { title: 'a person who may decide later', by: CLEO, input: escalatedAfter('31m'), sees: false },
  ])('show a request in a personal chat to $title: $sees', async ({ by, input, sees }) => {
    const world = await startWorld();
    await world.ask({ name: 'Ben', title: 'Deploy', ...input });

    const waiting = await world.say('list', by, PERSONAL);

    expect(waiting.includes('Deploy')).toBe(sees);
    expect((await world.say('status run-1', by, PERSONAL)).includes('Deploy')).toBe(sees);
  });

  it('say how a request ended', async () => {
    const world = await startWorld();
    const { approve } = await world.ask();
    await world.press(approve);

    expect(await world.say('status run-1')).toContain('Approved by Ann Lee (aad:aaaaaaaa…) in Teams');
  });
});

/** Ann decides; Cleo too, from a time on. The request is 30 minutes old. */
function escalatedAfter(after: string) {
  return { approvers: [aad(ANN)], escalate: [{ after, to: [aad(CLEO)] }] };
}

describe('cancel', () => {
  const confirm = (world: Awaited<ReturnType<typeof startWorld>>, by = ANN) => {
    const { attachments } = world.fake.called('POST').at(-1)?.body ?? {};
    const [action] = attachments?.[0]?.content.actions ?? [];
    return world.press({}, by, { value: { action: { type: 'Action.Execute', ...action } } });
  };

  it('asks for confirmation, and then stops the execution', async () => {
    const world = await startWorld();
    await world.ask({ name: 'Ben', title: 'Deploy' });

    const question = await world.say('cancel run-1');
    expect(question).toContain('This stops the execution of “Deploy”');
    expect(world.stopped).toEqual([]);
    const { answer } = await confirm(world);

    expect(world.stopped).toEqual([
      { execution: 'ApprovalEmails:run-1', cause: 'Cancelled by Ann Lee (aad:aaaaaaaa…) in Teams' },
    ]);
    expect(JSON.stringify(answer.value.body)).toContain('Cancelled: Deploy.');
    // All people in the channel see the question, so it loses its button for all.
    expect(world.fake.called('PUT').at(-1)?.body.attachments[0].content).toEqual(answer.value);
  });

  it('is refused for a person who may not decide, also behind the confirmation of another one', async () => {
    const world = await startWorld();
    await world.ask({ name: 'Ben', approvers: [aad(ANN)] });

    expect(await world.say('cancel run-1', BEN)).toBe(
      'Only the requester and the approvers can cancel this request.',
    );
    await world.say('cancel run-1', ANN);
    const { statusCode, answer } = await confirm(world, BEN);

    expect({ statusCode, code: answer.value.code }).toEqual({ statusCode: 200, code: 'NotAllowed' });
    expect(world.stopped).toEqual([]);
  });

  it('that may have worked says so', async () => {
    const world = await startWorld({ stopExecution: async () => Promise.reject(new Error('ECONNRESET')) });
    await world.ask();
    await world.say('cancel run-1');

    expect((await confirm(world)).answer.value).toMatch(/We do not know whether this worked/);
  });

  it('that Step Functions refuses says so, and what to set', async () => {
    const denied = new Refusal('NotPermitted', 'Access was denied.');
    const world = await startWorld({ stopExecution: async () => Promise.reject(denied) });
    await world.ask();
    await world.say('cancel run-1');

    expect((await confirm(world)).answer.value).toMatchObject({
      code: 'NotPermitted',
      message: expect.stringMatching(/may not stop executions of ApprovalEmails/),
    });
  });

  it('names no execution: it asks which one', async () => {
    const world = await startWorld();

    expect(await world.say('cancel')).toBe(
      'Which one? Type @Countersign cancel &lt;execution&gt;; @Countersign list shows their names.',
    );
  });
});

describe('help', () => {
  it('explains the commands with the mention in a channel, and without it in a personal chat', async () => {
    const world = await startWorld();

    expect(await world.say('help')).toMatch(/^@Countersign start &lt;name&gt;/);
    expect(await world.say('', ANN)).toMatch(/^@Countersign start/);
    expect(await world.say('HELP', ANN, PERSONAL)).toMatch(/^start &lt;name&gt;/);
  });

  it('comes with any other text', async () => {
    const world = await startWorld();

    expect(await world.say('<script>')).toMatch(/^“&lt;script&gt;” is not a command of @Countersign/);
  });
});

it('a command is answered while something is broken', async () => {
  const world = await startWorld();
  world.fake.fail('GET members', { status: 503 });

  expect(await world.say('list')).toBe('This did not work, and nothing was changed. Try again in a moment.');
  expect(world.lines.at(-1)).toMatchObject({ event: 'teams', level: 'error', subcommand: 'list' });
});

it('an answer that cannot be sent is logged', async () => {
  const world = await startWorld();
  world.fake.fail('POST activities', { status: 403 });

  const { statusCode } = await world.send(world.messageOf('help'));

  expect(statusCode).toBe(200);
  expect(world.lines.map(({ event }) => event)).toContain('reply_failed');
});

it('at the deadline, the person is told that it took too long', async () => {
  const deadline = new AbortController();
  deadline.abort();
  const world = await startWorld({ timeout: () => deadline.signal });

  expect(await world.say('start x')).toBe('This took too long. Try again.');
  expect(world.started).toEqual([]);
});

it('the log has the person and the command, never the text', async () => {
  const world = await startWorld();

  await world.say('start TopSecret');

  expect(world.lines.at(-1)).toMatchObject({
    event: 'teams',
    kind: 'message',
    user_id: ANN.aadObjectId,
    subcommand: 'start',
  });
  expect(world.logged()).not.toContain('TopSecret');
});
