import { expect, it } from 'vitest';
import { APPROVAL, createRespondWorld, FORM, HTML, NOW } from '../support/web-world.ts';

/** What a rejection by a mail's link sends. */
function rejectedByMail({ errorMessage, comment }: { errorMessage: string; comment?: string }) {
  const decision = {
    action: 'reject',
    via: 'email',
    at: new Date(NOW).toISOString(),
    ...(comment && { comment }),
  };
  const cause = JSON.stringify({ errorMessage, errorType: 'rejected', decision });
  return { type: 'failure', error: 'rejected', cause };
}

it('asks for a reason where an approval is rejected', async () => {
  const world = createRespondWorld();
  const { reject = '' } = await world.urls();

  const { body } = await world.send(reject, { headers: HTML });

  expect(body).toContain('<label>Reason (optional)<textarea name="comment"');
  expect(body).toContain('<button class="danger">Reject</button>');
});

it('asks for none where it is approved, nor on behalf of callers with their own contract', async () => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls();
  const fail = await world.url({ name: 'fail', type: 'failure', error: 'no', confirm: true });

  for (const url of [approve, fail]) {
    expect((await world.send(url, { headers: HTML })).body).not.toContain('<textarea');
  }
});

it.each([
  { title: 'plain', base64: false, type: FORM['content-type'] },
  { title: 'base64', base64: true, type: FORM['content-type'] },
  { title: 'with a charset', base64: false, type: 'Application/X-WWW-Form-URLEncoded; charset=UTF-8' },
])('puts the reason into the cause ($title body)', async ({ base64, type }) => {
  const world = createRespondWorld();
  const { reject = '' } = await world.urls();
  const body = new URLSearchParams({ comment: ' too early, “Ben” 🙈 ' }).toString();

  await world.send(reject, { method: 'POST', headers: { 'content-type': type }, body, base64 });

  expect(world.workflow.completed[0]?.outcome).toEqual(
    rejectedByMail({
      errorMessage: 'Ben rejected it (by e-mail): too early, “Ben” 🙈',
      comment: 'too early, “Ben” 🙈',
    }),
  );
});

it.each(['', 'comment=', 'comment=%20%0A', 'other=1', '%%%=&&'])(
  'does without a reason (%j)',
  async (body) => {
    const world = createRespondWorld();
    const { reject = '' } = await world.urls();

    const { statusCode } = await world.send(reject, { method: 'POST', headers: FORM, body });

    expect(statusCode).toBe(200);
    expect(world.workflow.completed[0]?.outcome).toEqual(
      rejectedByMail({ errorMessage: 'Ben rejected it (by e-mail)' }),
    );
  },
);

it('cuts a reason of 50,000 characters', async () => {
  const world = createRespondWorld();
  const { reject = '' } = await world.urls();

  await world.send(reject, { method: 'POST', headers: FORM, body: `comment=${'x'.repeat(50_000)}` });

  const comment = `${'x'.repeat(999)}…`;
  expect(world.workflow.completed[0]?.outcome).toEqual(
    rejectedByMail({ errorMessage: `Ben rejected it (by e-mail): ${comment}`, comment }),
  );
});

it('reads no reason from a body that is no form', async () => {
  const world = createRespondWorld();
  const { reject = '' } = await world.urls();

  await world.send(reject, {
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: 'comment=smuggled',
  });

  expect(world.workflow.completed[0]?.outcome).toEqual(
    rejectedByMail({ errorMessage: 'Ben rejected it (by e-mail)' }),
  );
});

it('keeps the cause of a caller with its own contract to the letter', async () => {
  const world = createRespondWorld();
  const url = await world.url({ name: 'fail', type: 'failure', error: 'E', cause: 'as I said' });

  await world.send(url, { method: 'POST', headers: FORM, body: 'comment=more' });

  expect(world.workflow.completed[0]?.outcome).toEqual({ type: 'failure', error: 'E', cause: 'as I said' });
});

it.each(['email', 'web', 'pager'])(
  'says that a decision came from where the link was seen (%s)',
  async (via) => {
    const world = createRespondWorld();
    const { approve = '' } = await world.urls({ ...APPROVAL, surface: via });

    await world.send(approve, { method: 'POST', headers: FORM });

    expect(world.workflow.completed[0]?.outcome).toMatchObject({ output: { decision: { via } } });
  },
);

it('adds an approval’s reason to its decision too', async () => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls({ ...APPROVAL, surface: 'web' });

  await world.send(approve, { method: 'POST', headers: FORM, body: 'comment=fine' });

  expect(world.workflow.completed[0]?.outcome).toMatchObject({
    output: { decision: { action: 'approve', via: 'web', comment: 'fine' } },
  });
});
