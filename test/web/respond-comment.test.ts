import { expect, it } from 'vitest';
import { decided } from '../support/decided.ts';
import { APPROVAL, createRespondWorld, FORM, HTML, NOW } from '../support/web-world.ts';

/** The outcome of a rejection by a link in a mail. */
function rejectedByMail({ errorMessage, comment }: { errorMessage: string; comment?: string }) {
  const decision = {
    action: 'reject',
    via: 'email',
    at: new Date(NOW).toISOString(),
    ...(comment && { comment }),
  };
  const cause = JSON.stringify({ errorMessage, errorType: 'rejected', ...decided(decision) });
  return { type: 'failure', error: 'rejected', cause };
}

it('the page asks for a reason when the link rejects an approval', async () => {
  const world = createRespondWorld();
  const { reject = '' } = await world.urls();

  const { body } = await world.send(reject, { headers: HTML });

  expect(body).toContain('<label>Reason (optional)<textarea name="comment"');
  expect(body).toContain('<button class="danger">Reject</button>');
});

it('the page asks for a comment when the link approves', async () => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls();

  const { body } = await world.send(approve, { headers: HTML });

  expect(body).toContain('<label>Comment (optional)<textarea name="comment"');
});

it('the page asks for no comment when the link belongs to another program', async () => {
  const world = createRespondWorld();
  const fail = await world.url({ name: 'fail', type: 'failure', error: 'no', confirm: true });

  expect((await world.send(fail, { headers: HTML })).body).not.toContain('<textarea');
});

it.each([
  { title: 'plain', base64: false, type: FORM['content-type'] },
  { title: 'base64', base64: true, type: FORM['content-type'] },
  { title: 'with a charset', base64: false, type: 'Application/X-WWW-Form-URLEncoded; charset=UTF-8' },
])('the cause contains the reason ($title body)', async ({ base64, type }) => {
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
  'the reason is optional (%j)',
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

it('a reason of 50,000 characters is cut', async () => {
  const world = createRespondWorld();
  const { reject = '' } = await world.urls();

  await world.send(reject, { method: 'POST', headers: FORM, body: `comment=${'x'.repeat(50_000)}` });

  const comment = `${'x'.repeat(999)}…`;
  expect(world.workflow.completed[0]?.outcome).toEqual(
    rejectedByMail({ errorMessage: `Ben rejected it (by e-mail): ${comment}`, comment }),
  );
});

it('a body that is not a form gives no reason', async () => {
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

it('the cause of another program stays unchanged', async () => {
  const world = createRespondWorld();
  const url = await world.url({ name: 'fail', type: 'failure', error: 'E', cause: 'as I said' });

  await world.send(url, { method: 'POST', headers: FORM, body: 'comment=more' });

  expect(world.workflow.completed[0]?.outcome).toEqual({ type: 'failure', error: 'E', cause: 'as I said' });
});

it.each(['email', 'web', 'pager'])('the decision names the surface of the link (%s)', async (via) => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls({ ...APPROVAL, surface: via });

  await world.send(approve, { method: 'POST', headers: FORM });

  expect(world.workflow.completed[0]?.outcome).toMatchObject({ output: { decision: { via } } });
});

it('the decision of an approval contains its reason too', async () => {
  const world = createRespondWorld();
  const { approve = '' } = await world.urls({ ...APPROVAL, surface: 'web' });

  await world.send(approve, { method: 'POST', headers: FORM, body: 'comment=fine' });

  expect(world.workflow.completed[0]?.outcome).toMatchObject({
    output: { decision: { action: 'approve', via: 'web', comment: 'fine' } },
  });
});
