import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differences } from './emulator-differences.ts';
import { send } from './support/http.ts';
import { linkIn } from './support/mailbox.ts';
import { allows } from './support/permissions.ts';
import { BOB, slackIsReachable } from './support/slack.ts';
import { teamsIsReachable } from './support/teams.ts';
import { until } from './support/until.ts';
import { type DeployedWorld, deployWorld } from './support/world.ts';

const HTML = { accept: 'text/html' };
const JSON_BODY = { 'content-type': 'application/json' };
const APPROVE = { name: 'approve', type: 'success', output: { approved: true } };
/** Countersign wrote this decision. */
const PROOF = expect.stringMatching(/^3-[\w-]+$/);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let world: DeployedWorld;
beforeAll(async () => {
  world = await deployWorld();
});
afterAll(() => world?.close());

describe('an approval by e-mail', () => {
  it('has a link that decides only after a press of the button on its page', async () => {
    const { workflows, mailbox } = world;
    const execution = await workflows.start({ name: 'Ben' });
    const asked = await mailbox.mail('Approval needed: Approval for Ben');
    const [approve, reject] = [linkIn(asked, 'Approve'), linkIn(asked, 'Reject')];

    const page = await send(approve, { headers: HTML });
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('<form method="post"') });
    expect(await send(approve, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(await workflows.status(execution)).toBe('RUNNING');

    const answer = await send(approve, { method: 'POST', headers: { ...HTML, ...FORM }, body: '' });
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('Approved') });
    expect(await workflows.ended(execution)).toEqual({
      status: 'SUCCEEDED',
      output: {
        name: 'Ben',
        output: {
          name_in_output: 'Ben',
          decision: { action: 'approve', via: 'email', at: expect.any(String) },
          decisions: [{ action: 'approve', via: 'email', at: expect.any(String) }],
          proof: PROOF,
        },
      },
    });
    const { body } = await mailbox.mail('Approved: Approval for Ben');
    expect(body).toContain('Your task is complete.');

    // The same link again is no refusal: it decided. The other one comes too late.
    const again = await send(approve, { method: 'POST', headers: FORM, body: '' });
    expect({ status: again.status, ...JSON.parse(again.body) }).toMatchObject({
      status: 200,
      resolution: { status: 'approved' },
    });
    const late = await send(reject, { method: 'POST', headers: FORM, body: '' });
    expect({ status: late.status, ...JSON.parse(late.body) }).toMatchObject({
      status: 400,
      error: 'StepFunctionsError',
      reason: differences().usedToken,
      resolution: { status: 'approved' },
    });
  });

  it('a request without a decision in time is announced as expired, and its link stops working', async () => {
    const { workflows, mailbox } = world;
    const execution = await workflows.startShort({ name: 'Dora' });
    const approve = linkIn(await mailbox.mail('Approval needed: Approval for Dora'), 'Approve');

    expect(await workflows.ended(execution)).toMatchObject({
      status: 'SUCCEEDED',
      output: { output: { Error: 'States.Timeout' } },
    });
    const { body } = await mailbox.mail('Expired: Approval for Dora');
    expect(body).toContain('Your task was not decided in time.');
    const late = await send(approve, { method: 'POST', headers: FORM, body: '' });
    expect({ status: late.status, ...JSON.parse(late.body) }).toMatchObject({
      status: 400,
      error: 'ExpiredPayload',
    });
  });
});

// The functions of a real account can reach this machine only through a tunnel (see support/slack.ts).
describe.runIf(slackIsReachable())('an approval in Slack', () => {
  it('is rejected by a press, after a modal asks for the reason', async () => {
    const { workflows, mailbox, slack } = world;
    const execution = await workflows.start({ name: 'Cleo' });
    const message = await slack.asked('Approval for Cleo');
    expect(message).toMatchObject({
      authorization: `Bearer ${slack.credentials.botToken}`,
      channel: 'C0123456789',
    });

    expect(await slack.press(message, 'decide:reject')).toMatchObject({ status: 200, body: '' });
    const modal = await slack.modal();
    expect(await workflows.status(execution)).toBe('RUNNING');
    expect(await slack.submit(modal, 'too early')).toMatchObject({ status: 200, body: '' });

    const { status, output } = await workflows.ended(execution);
    expect({ status, error: output.output.Error }).toEqual({ status: 'SUCCEEDED', error: 'rejected' });
    const decision = {
      action: 'reject',
      by: 'ann',
      user_id: 'U0ANN0001',
      via: 'slack',
      at: expect.any(String),
      comment: 'too early',
    };
    expect(JSON.parse(output.output.Cause)).toEqual({
      errorMessage: 'Cleo rejected it (by ann in Slack): too early',
      errorType: 'rejected',
      decision,
      decisions: [decision],
      proof: PROOF,
    });
    const { body } = await mailbox.mail('Rejected: Approval for Cleo');
    expect(body).toMatch(
      /Your task was rejected\.\n\n.*\n\| Rejected by ann \(U0ANN0001\) in Slack(, .*)?: too\s[|\s]*early/,
    );
  });

  it('is approved by a press, and its message shows the approval', async () => {
    const { workflows, slack } = world;
    const execution = await workflows.start({ name: 'Finn' });
    const message = await slack.asked('Approval for Finn');

    expect(await slack.press(message, 'decide:approve')).toMatchObject({ status: 200, body: '' });

    const { status, output } = await workflows.ended(execution);
    expect(status).toBe('SUCCEEDED');
    expect(output.output.decision).toMatchObject({ action: 'approve', user_id: 'U0ANN0001', via: 'slack' });
    expect(await slack.told('Approval for Finn', 'Approved by <@U0ANN0001> in Slack')).toMatchObject({
      method: 'chat.update',
    });
  });

  it('is approved by two people, in two rounds of one task', async () => {
    const { workflows, slack } = world;
    const execution = await workflows.start({ name: 'Quinn', approvals: 2 });
    const message = await slack.asked('Approval for Quinn');
    // A vote counts once request-approval has returned.
    await workflows.submitted(execution, 1);

    expect(await slack.press(message, 'decide:approve')).toMatchObject({ status: 200, body: '' });
    await workflows.submitted(execution, 2);
    expect(await workflows.status(execution)).toBe('RUNNING');
    // The button of the first round votes in the second one.
    expect(await slack.press(message, 'decide:approve', { user: BOB })).toMatchObject({
      status: 200,
      body: '',
    });

    const { status, output } = await workflows.ended(execution);
    expect(status).toBe('SUCCEEDED');
    expect(output.output.decisions).toMatchObject([{ user_id: 'U0ANN0001' }, { user_id: 'U0BOB0001' }]);
    await slack.told('Approval for Quinn', 'Approved by <@U0BOB0001> in Slack');
  });

  it('is reminded of in its thread, and then asks another person', async () => {
    const { workflows, slack } = world;
    const input = { name: 'Rosa', approvers: ['U0ANN0001'], remind: { after: '5s' } };
    const execution = await workflows.start({ ...input, escalate: [{ after: '8s', to: ['U0BOB0001'] }] });
    const message = await slack.asked('Approval for Rosa');

    const reminder = await slack.told('Approval for Rosa', 'still waits for your answer');
    expect(reminder).toMatchObject({ method: 'chat.postMessage', args: { thread_ts: expect.any(String) } });
    await slack.told('Approval for Rosa', 'so you may decide, too');
    // The button of the first message: the time of the escalation is sealed into it.
    expect(await slack.press(message, 'decide:approve', { user: BOB })).toMatchObject({ status: 200 });

    const { status, output } = await workflows.ended(execution);
    expect(status).toBe('SUCCEEDED');
    expect(output.output.decision).toMatchObject({ action: 'approve', user_id: 'U0BOB0001' });
    expect(slack.count('still waits for your answer')).toBe(1);
  });

  it('is requested by one command, and listed by another command', async () => {
    const { slack } = world;

    expect(await slack.command('start Lea')).toMatchObject({ status: 200 });
    await slack.asked('Approval for Lea');

    const listed = 'Approval for Lea';
    await until(`"${listed}" in the list`, async () => (await slack.command('list')).body.includes(listed));
  });

  it('a press without a valid signature of Slack is refused', async () => {
    const { workflows, slack } = world;
    const execution = await workflows.start({ name: 'Gil' });
    const message = await slack.asked('Approval for Gil');

    expect(await slack.press(message, 'decide:approve', { secret: 'another secret' })).toMatchObject({
      status: 401,
    });
    expect(await workflows.status(execution)).toBe('RUNNING');
  });

  it('an expired request is announced in Slack', async () => {
    const { workflows, slack } = world;
    await workflows.startShort({ name: 'Hana', requester: 'ann', requester_id: 'U0ANN0001' });
    await slack.told('Approval for Hana', 'Expired: no decision was made in time.');
  });

  it('a request is closed when its execution is stopped', async () => {
    const { workflows, slack } = world;
    const execution = await workflows.start({ name: 'Iris' });
    await slack.asked('Approval for Iris');

    await workflows.stop(execution, 'Cancelled by ann in Slack');

    expect(await slack.told('Approval for Iris', 'Cancelled by ann in Slack')).toMatchObject({
      method: 'chat.update',
    });
  });
});

describe.runIf(teamsIsReachable())('an approval in Teams', () => {
  it('is approved by a press, and the card and the message in Slack show it', async () => {
    const { workflows, teams, slack } = world;
    const execution = await workflows.start({ name: 'Mona' });
    const card = await teams.asked('Approval for Mona');

    await teams.press(card, '#0');

    const { status, output } = await workflows.ended(execution);
    expect(status).toBe('SUCCEEDED');
    expect(output.output.decision).toMatchObject({ action: 'approve', by: 'Ben Okafor', via: 'teams' });
    await teams.told(card, 'Approved by Ben Okafor');
    await slack.told('Approval for Mona', 'Approved by Ben Okafor');
  });
});

describe('the endpoint of the bot in Teams', () => {
  it('refuses a delivery without a token', async () => {
    const delivery = { method: 'POST', headers: JSON_BODY, body: JSON.stringify({ type: 'message' }) };
    expect(await send(world.outputs.TeamsMessagesUrl, delivery)).toMatchObject({
      status: 401,
      body: expect.stringContaining('There is no bearer token.'),
    });
  });
});

describe('callback URLs for the tasks of another state machine', () => {
  it('cannot be created by a user without the policy', async () => {
    const { outputs, stranger, workflows } = world;
    const { token } = await workflows.startWaiting();
    const input = { token, actions: [APPROVE] };
    const unsigned = { method: 'POST', headers: JSON_BODY, body: JSON.stringify(input) };

    expect(await send(`${outputs.Api}/urls`, unsigned)).toMatchObject({ status: 403 });
    expect(await stranger.post(input)).toMatchObject({ status: 403 });
    expect(await stranger.invoke(input)).toMatchObject({ status: 403 });
  });

  it('are created when a user with the policy invokes the function, and a post action decides by its body', async () => {
    const { minter, workflows } = world;
    const { execution, token } = await workflows.startWaiting();
    const schema = { properties: { result: { const: 'good' } }, required: ['result'] };
    const outcomes = [{ name: 'good', type: 'success', schema, output_body: true }];
    const { verdict } = await minted(() =>
      minter.invoke({ token, actions: [{ name: 'verdict', type: 'post', outcomes }] }),
    );

    const refused = await send(verdict ?? '', {
      method: 'POST',
      headers: JSON_BODY,
      body: '{"result":"bad"}',
    });
    expect({ status: refused.status, ...JSON.parse(refused.body) }).toMatchObject({
      status: 400,
      error: 'InvalidPostActionBody',
    });
    const body = '{"result":"good"}';
    expect(await send(verdict ?? '', { method: 'POST', headers: JSON_BODY, body })).toMatchObject({
      status: 200,
    });

    expect(await workflows.ended(execution)).toEqual({ status: 'SUCCEEDED', output: { result: 'good' } });
  });

  it('are created when a user with the policy sends POST /urls', async () => {
    const { minter, workflows } = world;
    const { execution, token } = await workflows.startWaiting();

    const { approve } = await minted(() => minter.post({ token, actions: [APPROVE] }));
    // Without `confirm`, a GET request decides, as in sfn-callback-urls.
    expect(await send(approve ?? '')).toMatchObject({ status: 200 });

    expect(await workflows.ended(execution)).toEqual({ status: 'SUCCEEDED', output: { approved: true } });
  });
});

describe('the state machine', () => {
  it('may call both functions', async () => {
    const { aws, outputs, workflows } = world;
    for (const name of [outputs.RequestApprovalFunction, outputs.TellOutcomeFunction])
      expect(await allows(workflows.role, 'lambda:InvokeFunction', name, aws)).toBe(true);
  });
});

describe('at the end', () => {
  // Without Slack, the functions log errors.
  it.runIf(slackIsReachable())(
    'no function has logged an error, so no optional permission is missing',
    async () => {
      const lines = await world.logs.all();
      // A failed read of the history is only a warning, but it would show a missing permission.
      const failed = lines.filter(({ level, event }) => level === 'ERROR' || event === 'history_failed');
      expect(failed).toEqual([]);
    },
  );

  it('all waiting executions can be stopped, so that their state machines can be deleted', async () => {
    const { workflows } = world;
    const { execution: waiting } = await workflows.startWaiting();
    const asking = await workflows.start({ name: 'Jon' });

    await workflows.stopAll();

    expect(await workflows.status(waiting)).toBe('ABORTED');
    expect(await workflows.status(asking)).toBe('ABORTED');
  });
});

/** Returns the created URLs. Retries, because a new IAM user needs some seconds to get its permissions. */
async function minted(ask: () => Promise<{ status: number | undefined; body: string }>) {
  const { status, body } = await until('leave to make URLs', async () => {
    const answer = await ask();
    return answer.status !== 403 && answer;
  });
  expect(status).toBe(200);
  return JSON.parse(body).urls as Record<string, string>;
}
