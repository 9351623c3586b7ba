import { describe, expect, it } from 'vitest';
import { RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { ANN, BEN, CHANNEL, CLEO, GIL, type TeamsCall } from '../support/teams-fake-connector.ts';
import { startTeamsSurface } from '../support/teams-surface.ts';

const BUTTONS = ['approve', 'reject'].map((action) => ({
  action,
  sealed: `sealed-${action}`,
  url: 'https://x',
}));
const aad = ({ aadObjectId }: { aadObjectId: string }) => `aad:${aadObjectId}`;
const APPROVED = {
  status: 'approved' as const,
  vote: {
    action: 'approve',
    who: { id: aad(BEN), name: 'Ben Ito' },
    via: 'teams',
    at: new Date('2026-11-24T12:01:00Z'),
  },
  at: new Date('2026-11-24T12:01:00Z'),
};

/** The text of a card, or of a message. */
function shownIn({ body }: TeamsCall): string {
  return JSON.stringify(body.activity ?? body);
}

describe('a request in Teams', () => {
  it('is posted in the channel with its buttons, and remembered by its place', async () => {
    const { fake, surface } = await startTeamsSurface();

    const { reference: ref } = await surface.show(waiting(), BUTTONS, undefined);

    expect(ref).toEqual({
      service_url: fake.serviceUrl,
      conversation: `${CHANNEL};messageid=1764000000001`,
      activity: '1764000000001',
    });
    expect(fake.calls).toHaveLength(1);
    expect(fake.calls[0]?.body).toMatchObject({ isGroup: true, channelData: { channel: { id: CHANNEL } } });
    expect(fake.calls.map(shownIn)[0]).toContain('sealed-approve');
  });

  it('is posted in the channel that it names, and asks for the members of that channel', async () => {
    const { fake, surface } = await startTeamsSurface();
    const asked = request({ name: 'x', teams_channel: '19:other@thread.tacv2', approvers: [ANN.email] });

    await surface.reach(asked);
    await surface.show(waiting(asked), BUTTONS, undefined);

    const posted = fake.calls.find(({ path }) => path === '/v3/conversations');
    expect(posted?.body.channelData).toMatchObject({ channel: { id: '19:other@thread.tacv2' } });
    expect(fake.called('GET').every(({ path }) => path.includes('19:other@thread.tacv2'))).toBe(true);
    expect(fake.called('GET')).not.toEqual([]);
  });

  it('is posted only in channels of teamsChannels, and in the usual one', async () => {
    const allowedChannels = ['19:allowed@thread.tacv2'];
    const { fake, surface } = await startTeamsSurface({ allowedChannels });
    const post = (input: object) =>
      surface.show(waiting(request({ name: 'x', ...input })), BUTTONS, undefined);
    await post({});
    await post({ teams_channel: '19:allowed@thread.tacv2' });
    const asked = request({ name: 'x', teams_channel: '19:other@thread.tacv2', locale: 'de' });

    const refused = await surface.show(waiting(asked), BUTTONS, undefined).catch((error: unknown) => error);

    expect(surface.explain?.(refused, asked)).toContain('Im Kanal 19:other@thread.tacv2 sind keine Anfragen');
    expect(fake.called('POST').map(({ body }) => body.channelData.channel.id)).toEqual([
      CHANNEL,
      '19:allowed@thread.tacv2',
    ]);
  });

  it('is also sent to a named approver who is not in the channel, and all of its messages are updated', async () => {
    const { fake, surface } = await startTeamsSurface();
    const approval = waiting(request({ name: 'Ben', approvers: [aad(ANN), aad(CLEO)] }));

    const { reference: ref } = await surface.show(approval, BUTTONS, undefined);
    expect(ref).toMatchObject({ direct: [{ conversation: `a:${CLEO.id}`, activity: '1764000000003' }] });
    expect(await surface.show(approval, BUTTONS, ref)).toEqual({ reference: ref });
    expect(await surface.show(endedAs(APPROVED, approval), undefined, ref)).toEqual({ reference: ref });

    const updates = fake.called('PUT');
    expect(updates.map(({ path }) => path)).toEqual([
      `/v3/conversations/${CHANNEL};messageid=1764000000001/activities/1764000000001`,
      `/v3/conversations/a:${CLEO.id}/activities/1764000000003`,
      `/v3/conversations/${CHANNEL};messageid=1764000000001/activities/1764000000001`,
      `/v3/conversations/a:${CLEO.id}/activities/1764000000003`,
    ]);
    expect(shownIn(updates[0] as TeamsCall)).toContain('sealed-approve');
    expect(shownIn(updates[2] as TeamsCall)).toContain('Approved by Ben Ito');
    expect(shownIn(updates[2] as TeamsCall)).not.toContain('sealed');
  });

  it('mentions the approvers in the channel, and the requester who may not decide gets no copy', async () => {
    const { fake, surface } = await startTeamsSurface();
    const input = {
      name: 'x',
      approvers: [ANN.email, aad(CLEO)],
      self_approval: false,
      requester_id: aad(CLEO),
    };

    const { reference: ref } = await surface.show(waiting(request(input)), BUTTONS, undefined);

    expect(ref).not.toHaveProperty('direct');
    const posted = fake.calls.find(({ path }) => path === '/v3/conversations');
    expect(posted?.body.activity.attachments[0].content.msteams.entities).toEqual([
      { type: 'mention', text: '<at>Ann Lee</at>', mentioned: { id: ANN.id, name: 'Ann Lee' } },
    ]);
  });

  it('is posted again if its message was deleted while it waits', async () => {
    const { fake, surface } = await startTeamsSurface();
    const { reference: ref } = await surface.show(waiting(), BUTTONS, undefined);
    fake.fail('PUT activities', { status: 404, code: 'ActivityNotFound' });

    const { reference: next } = await surface.show(waiting(), BUTTONS, ref);

    expect(next).toMatchObject({ activity: '1764000000002' });
  });

  it('is posted again without a second copy for a person who has one', async () => {
    const { fake, surface } = await startTeamsSurface();
    const approval = waiting(request({ name: 'Ben', approvers: [aad(CLEO)] }));
    const { reference } = await surface.show(approval, BUTTONS, undefined);
    fake.fail('PUT activities', { status: 404, code: 'ActivityNotFound' });

    const { reference: next } = await surface.show(approval, BUTTONS, reference);

    expect(next).toMatchObject({
      activity: '1764000000004',
      direct: [{ activity: '1764000000003', person: CLEO.aadObjectId }],
    });
  });

  it('that has ended needs no message any more', async () => {
    const { fake, surface, lines } = await startTeamsSurface();
    const { reference: ref } = await surface.show(waiting(), BUTTONS, undefined);
    fake.fail('PUT activities', { status: 404, code: 'ActivityNotFound' });

    expect(await surface.show(endedAs(APPROVED), undefined, ref)).toEqual({ reference: ref });
    expect(lines).toMatchObject([{ event: 'message_gone' }]);
    expect(await surface.show(endedAs(APPROVED), undefined, undefined)).toEqual({ reference: undefined });
  });

  it('is not asked about at a place that is not of Teams, which a forged history may name', async () => {
    const { fake, surface } = await startTeamsSurface();
    const forged = { service_url: 'https://evil.example/', conversation: 'a', activity: '1' };

    await expect(surface.show(endedAs(APPROVED), undefined, forged)).rejects.toThrow(TypeError);
    expect(fake.tokens).toEqual([]);
  });

  it('is posted without mentions while Teams tells nothing of its members', async () => {
    const { fake, surface, lines } = await startTeamsSurface();
    fake.fail('GET members', ...Array.from({ length: 4 }, () => ({ status: 500 })));

    await surface.show(waiting(request({ name: 'x', approvers: [ANN.email] })), BUTTONS, undefined);

    expect(shownIn(fake.calls.at(-1) as TeamsCall)).toContain('Approvers: ann@example.com');
    expect(lines.map(({ event }) => event)).toContain('person_unknown');
  });

  it('keeps its place if a copy cannot be sent', async () => {
    const { fake, surface, lines } = await startTeamsSurface();
    fake.fail('POST activities', { status: 500 });

    const { reference: ref, notAsked } = await surface.show(
      waiting(request({ name: 'x', approvers: [aad(CLEO)] })),
      BUTTONS,
      undefined,
    );

    expect(ref).toMatchObject({ activity: '1764000000001' });
    expect(notAsked).toEqual([
      {
        approver: aad(CLEO),
        error: expect.any(UncertainError),
        reason: expect.stringMatching(/personal chat could not be sent/),
      },
    ]);
    expect(lines.map(({ event }) => event)).toContain('direct_failed');
  });

  it('tells which approver has not installed the app', async () => {
    const { surface } = await startTeamsSurface();
    const approver = 'aad:00000000-0000-4000-8000-000000000000';

    const { notAsked } = await surface.show(
      waiting(request({ name: 'x', approvers: [approver] })),
      BUTTONS,
      undefined,
    );

    expect(notAsked).toMatchObject([
      { approver, reason: expect.stringMatching(/has not installed the app/) },
    ]);
  });

  it('is deleted with its copies if it reached no approver', async () => {
    const { fake, surface } = await startTeamsSurface();
    const approval = waiting(request({ name: 'x', approvers: [aad(CLEO)] }));
    const { reference } = await surface.show(approval, BUTTONS, undefined);

    await surface.withdraw?.(reference);

    expect(fake.called('DELETE').map(({ path }) => path)).toEqual([
      `/v3/conversations/${CHANNEL};messageid=1764000000001/activities/1764000000001`,
      `/v3/conversations/a:${CLEO.id}/activities/1764000000003`,
    ]);
  });
});

describe('the errors of Teams', () => {
  it.each([
    { failure: { status: 401 }, says: /client secret/ },
    { failure: { status: 403, code: 'BotNotInConversationRoster' }, says: /not installed in the team/ },
    { failure: { status: 404, code: 'ConversationNotFound' }, says: /does not exist, or was deleted/ },
    { failure: { status: 413, code: 'MessageSizeTooBig' }, says: /too long for a message/ },
  ])('are explained to the requester: $failure', async ({ failure, says }) => {
    const { fake, surface } = await startTeamsSurface();
    fake.fail('POST conversations', failure);
    const asked = request();

    const error: unknown = await surface
      .show(waiting(asked), BUTTONS, undefined)
      .catch((reason: unknown) => reason);

    expect(surface.explain?.(error, asked)).toMatch(says);
    expect(surface.explain?.(error, request({ name: 'x', locale: 'de' }))).not.toMatch(says);
  });

  it('that say that the secret expired are explained too', async () => {
    const { fake, surface } = await startTeamsSurface();
    fake.fail('POST token', { status: 401, code: 'invalid_client' });

    const error: unknown = await surface
      .show(waiting(), BUTTONS, undefined)
      .catch((reason: unknown) => reason);

    expect(surface.explain?.(error, request())).toMatch(/client secret/);
  });

  it('that pass let the request be sent later', async () => {
    const { fake, surface } = await startTeamsSurface();
    fake.fail('POST conversations', { status: 429, retryAfter: 60 });

    const error: unknown = await surface
      .show(waiting(), BUTTONS, undefined)
      .catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(RepeatableError);
    expect(surface.explain?.(error, request())).toBeUndefined();
  });
});

describe('who can decide in Teams', () => {
  it.each([
    { title: 'the members of the channel', input: {}, unreachable: [] },
    { title: 'a member by address', input: { approvers: ['ann@example.com'] }, unreachable: [] },
    {
      title: 'a member by the name to sign in',
      input: { approvers: ['b.ito@example.com'] },
      unreachable: [],
    },
    { title: 'a member by another address', input: { approvers: ['ben@example.com'] }, unreachable: [] },
    { title: 'a member by object id', input: { approvers: [aad(ANN)] }, unreachable: [] },
    { title: 'a person with the app', input: { approvers: [aad(CLEO)] }, unreachable: [] },
    { title: 'a guest by object id', input: { approvers: [aad(GIL)] }, unreachable: [] },
  ])('is $title', async ({ input, unreachable }) => {
    const { surface } = await startTeamsSurface();

    const reach = await surface.reach(request({ name: 'x', ...input }));

    expect(reach).toEqual({ audiences: [{}], unreachable: new Map(unreachable), excluded: new Set() });
  });

  it.each([
    { approver: 'x@example.com', says: /no member of the team has this address/ },
    { approver: 'cleo@example.com', says: /no member of the team has this address/ },
    { approver: 'U012ABCDEF', says: /no member of the team has this address/ },
    { approver: 'gil@partner.example', says: /guest/ },
    { approver: 'aad:00000000-0000-4000-8000-000000000000', says: /has not installed the app/ },
  ])('is not $approver, and the reason says what to do', async ({ approver, says }) => {
    const { surface } = await startTeamsSurface();

    const alone = await surface.reach(request({ name: 'x', approvers: [approver] }));
    const beside = await surface.reach(request({ name: 'x', approvers: [approver, 'ann@example.com'] }));

    expect(alone).toMatchObject({ audiences: [], obstacle: expect.stringMatching(says) });
    expect(beside.audiences).toHaveLength(1);
    expect([...(beside.unreachable ?? [])]).toEqual([[approver, expect.stringMatching(says)]]);
  });

  it.each([
    { title: 'is in Teams', requester: { requester_id: aad(ANN) }, obstacle: undefined },
    {
      title: 'has the address of a member',
      requester: { requester_email: 'ben@example.com' },
      obstacle: undefined,
    },
    { title: 'has another address', requester: { requester_email: 'x@example.com' }, obstacle: /requester/ },
    { title: 'is known in Slack only', requester: { requester_id: 'U012ABCDEF' }, obstacle: /requester/ },
  ])('is told apart from a requester who may not decide and $title', async ({ requester, obstacle }) => {
    const { surface } = await startTeamsSurface();

    const reach = await surface.reach(request({ name: 'x', self_approval: false, ...requester }));

    if (obstacle) expect(reach).toMatchObject({ audiences: [], obstacle: expect.stringMatching(obstacle) });
    else expect(reach.audiences).toHaveLength(1);
  });

  it.each([
    { title: 'id', requester: { requester_id: aad(CLEO) } },
    { title: 'address', requester: { requester_id: aad(CLEO), requester_email: 'cleo@example.com' } },
  ])('is not the requester who may not decide, by $title, and that is no news', async ({ requester }) => {
    const { surface } = await startTeamsSurface();
    const approvers = [aad(CLEO), aad(ANN)];

    const reach = await surface.reach(request({ name: 'x', approvers, self_approval: false, ...requester }));

    expect(reach.audiences).toHaveLength(1);
    expect([...(reach.unreachable ?? [])]).toEqual([[aad(CLEO), expect.stringMatching(/the requester/)]]);
    expect(reach.excluded).toEqual(new Set([aad(CLEO)]));
  });

  it('is not known while Teams does not answer, so no person counts as unreachable', async () => {
    const { fake, surface } = await startTeamsSurface();
    fake.fail('GET members', ...Array.from({ length: 4 }, () => ({ status: 500 })));

    const reach = await surface.reach(request({ name: 'x', approvers: ['x@example.com'] }));

    expect(reach).toEqual({ audiences: [{}], unreachable: new Map(), excluded: new Set() });
  });
});

describe('the requester', () => {
  const asked = (id: string) => waiting(request({ name: 'Ben', requester: 'someone', requester_id: id }));

  it('in the channel is told in the thread of the message, by a mention', async () => {
    const { fake, surface } = await startTeamsSurface();
    const approval = asked(aad(ANN));
    const { reference: ref } = await surface.show(approval, BUTTONS, undefined);

    await surface.tell?.(approval.request.requester, { approval: endedAs(APPROVED, approval), ref });

    expect(fake.calls.at(-1)).toMatchObject({
      method: 'POST',
      path: `/v3/conversations/${CHANNEL};messageid=1764000000001/activities`,
      body: {
        textFormat: 'xml',
        text: '<at>Ann Lee</at> <b>Approval for Ben</b>: Approved by Ben Ito (aad:bbbbbbbb…) in Teams, 24 November 2026 at 12:01 UTC',
        entities: [{ type: 'mention', text: '<at>Ann Lee</at>', mentioned: { id: ANN.id } }],
      },
    });
  });

  it('who is not in the channel is told in the personal chat', async () => {
    const { fake, surface } = await startTeamsSurface();
    const approval = asked(aad(CLEO));

    await surface.tell?.(approval.request.requester, { approval, sentence: 'Too <b>long</b>.' });

    expect(fake.calls.at(-1)).toMatchObject({
      path: `/v3/conversations/a:${CLEO.id}/activities`,
      body: { text: '<b>Approval for Ben</b>: Too &lt;b&gt;long&lt;/b&gt;.' },
    });
  });

  it('is told in the personal chat if the message is gone', async () => {
    const { fake, surface } = await startTeamsSurface();
    fake.members.push(CLEO);
    const approval = asked(aad(CLEO));
    const { reference: ref } = await surface.show(approval, BUTTONS, undefined);
    fake.fail('POST activities', { status: 404, code: 'ConversationNotFound' });

    await surface.tell?.(approval.request.requester, { approval, ref, sentence: 'News.' });

    expect(fake.calls.at(-1)?.path).toBe(`/v3/conversations/a:${CLEO.id}/activities`);
  });

  it.each([
    { title: 'decided', id: aad(BEN) },
    { title: 'is not known in Teams', id: 'U012ABCDEF' },
  ])('is not told who $title', async ({ id }) => {
    const { fake, surface } = await startTeamsSurface();
    const approval = asked(id);

    await surface.tell?.(approval.request.requester, { approval: endedAs(APPROVED, approval) });

    expect(fake.calls).toEqual([]);
  });

  it('without the app is not told, which is no error', async () => {
    const { fake, surface } = await startTeamsSurface();
    const approval = asked('aad:00000000-0000-4000-8000-000000000000');

    await surface.tell?.(approval.request.requester, { approval: endedAs(APPROVED, approval) });

    expect(fake.calls).toHaveLength(1);
  });

  it('may have been told if the answer was lost, so nothing is sent again', async () => {
    const { fake, surface } = await startTeamsSurface();
    const approval = asked(aad(CLEO));
    fake.fail('POST activities', { status: 502 });

    const telling = surface.tell?.(approval.request.requester, { approval: endedAs(APPROVED, approval) });

    await expect(telling).rejects.toBeInstanceOf(UncertainError);
  });
});
