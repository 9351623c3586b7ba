import { KMS } from '@aws-sdk/client-kms';
import { expect, onTestFinished, test } from 'vitest';
import { formatLine } from '../../src/log.ts';
import { createRequestApproval } from '../../src/wiring/request-approval.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { approvalMachine, startEmbeddedAws, tokenCollector } from '../local/aws/embedded-aws.ts';
import { decided, PROOF } from '../support/decided.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { createOriginalCreateUrls, ORIGINAL_API } from '../support/original-create-urls.ts';
import { httpEvent } from '../support/web-event.ts';
import { FORM, HTML } from '../support/web-world.ts';

const REQUEST = { name: 'Ben', requester: 'ann', details: { Environment: 'production' } };

/** Starts an execution that waits, and creates the functions for it. The original of sfn-callback-urls makes the URLs. */
async function createWorld(overrides: Readonly<Record<string, string>> = {}) {
  const aws = await startEmbeddedAws();
  const { endpoint, functions } = aws;
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const kms = new KMS({ endpoint: endpoint.url, region: 'us-east-1', credentials });
  onTestFinished(() => kms.destroy());
  const original = createOriginalCreateUrls(kms, endpoint.kmsKeyArn);
  functions['sfn-callback-urls'] = original.handler;
  const { topicArn } = endpoint.sns.createTopic('approvals');
  endpoint.sns.subscribe(topicArn, 'ann@example.com');
  const env = {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    KEY_ID: endpoint.kmsKeyArn,
    KEY_CONTEXT: 'test',
    TOPIC_ARN: topicArn,
    CREATE_URLS_FUNCTION: 'sfn-callback-urls',
    ...overrides,
  };
  const { lines, log } = createFakeLog();
  const { tokens, notify } = tokenCollector();
  functions.notify = notify;
  const execution = await aws.start(approvalMachine());
  await aws.recorded(execution, 'TaskSubmitted');
  const event = { token: tokens[0], execution, request: REQUEST, timeout_seconds: 3600 };
  const requestApproval = createRequestApproval(env, log);
  return {
    aws,
    original,
    lines,
    logged: () => lines.map((line) => formatLine(line, new Date(0))).join('\n'),
    token: String(tokens[0]),
    execution,
    ask: (changes: object = {}) => requestApproval({ ...event, ...changes }),
    respond: createRespond(env, log),
    links() {
      const [mail] = endpoint.sns.emails();
      return /^Approve:\n(\S+)\n\nReject:\n(\S+)$/m.exec(mail?.message ?? '')?.slice(1) ?? [];
    },
  };
}

test('a request has the links that the function of sfn-callback-urls makes', async () => {
  const { ask, links } = await createWorld();

  await ask();

  const [approve = '', reject = ''] = links();
  expect(approve).toContain(`${ORIGINAL_API}/respond?action=approve&type=success&data=2-`);
  expect(reject).toContain(`${ORIGINAL_API}/respond?action=reject&type=failure&data=2-`);
});

test('the function gets only members that the original knows: token, actions and expiration', async () => {
  const { ask, original, token } = await createWorld({ CALLBACK_BASE_URL: 'https://example.com/prod' });

  await ask();

  expect(original.requests).toEqual([
    {
      token,
      actions: [expect.anything(), expect.anything()],
      expiration: expect.stringMatching(/T[\d:.]+$/),
    },
  ]);
});

test('the links point to CALLBACK_BASE_URL if this variable is set', async () => {
  const { ask, links } = await createWorld({ CALLBACK_BASE_URL: 'https://example.com/prod' });

  await ask();

  const [approve = '', reject = ''] = links();
  expect(approve).toMatch(/^https:\/\/example\.com\/prod\/respond\?data=2-.+&type=success&action=approve$/);
  expect(reject).toMatch(/^https:\/\/example\.com\/prod\/respond\?data=2-.+&type=failure&action=reject$/);
});

test('a link opens a page that shows the request and the requester, and decides nothing', async () => {
  const { ask, links, respond, aws, execution } = await createWorld();
  await ask();
  const [approve = ''] = links();

  const { statusCode, body } = await respond(httpEvent(approve, { headers: HTML }));

  expect(statusCode).toBe(200);
  expect(body).toContain('<h1>Approval for Ben</h1>');
  expect(body).toContain('<dt>Requested by</dt><dd>ann</dd>');
  expect(body).toContain('<dt>Environment</dt><dd>production</dd>');
  expect(body).toContain('>Approve</button>');
  expect(aws.execution(execution).status).toBe('RUNNING');
});

test('the button of the approve link approves, and the output contains the decision', async () => {
  const { ask, links, respond, aws, execution } = await createWorld();
  await ask();
  const [approve = ''] = links();

  const { statusCode } = await respond(httpEvent(approve, { method: 'POST', headers: FORM }));

  expect(statusCode).toBe(200);
  const { status, output } = await aws.ended(execution);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output ?? '')).toEqual({
    name_in_output: 'Ben',
    ...decided({ action: 'approve', via: 'email', at: expect.stringMatching(/Z$/) }),
    proof: PROOF,
  });
});

test('the button of the reject link rejects, and the cause contains the reason', async () => {
  const { ask, links, respond, aws, execution } = await createWorld();
  await ask();
  const [, reject = ''] = links();

  await respond(httpEvent(reject, { method: 'POST', headers: FORM, body: 'comment=not+today' }));

  const { status, error, cause = '' } = await aws.ended(execution);
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'rejected' });
  expect(JSON.parse(cause)).toEqual({
    errorMessage: 'Ben rejected it (by e-mail): not today',
    errorType: 'rejected',
    ...decided({
      action: 'reject',
      via: 'email',
      at: expect.stringMatching(/Z$/),
      comment: 'not today',
    }),
    proof: PROOF,
  });
});

test('with ONE_CLICK_EMAIL, a link decides when it is opened, as in the original', async () => {
  const { ask, links, respond, aws, execution } = await createWorld({ ONE_CLICK_EMAIL: 'true' });
  await ask();
  const [approve = ''] = links();

  await respond(httpEvent(approve, { headers: HTML }));

  expect(await aws.ended(execution)).toMatchObject({ status: 'SUCCEEDED' });
});

test('a refusal of the function fails the task, and the log shows the reason without the task token', async () => {
  const { ask, aws, lines, logged, token } = await createWorld();
  aws.functions['sfn-callback-urls'] = async (event) => ({
    error: 'ServiceError',
    message: JSON.stringify(event),
  });

  await expect(ask()).rejects.toMatchObject({
    code: 'NothingSent',
    message: 'The approval request could not be sent. E-mail: something went wrong. The log has the details.',
  });

  expect(lines[0]).toMatchObject({ level: 'error', event: 'ask_failed', surface: 'email' });
  expect(logged()).toContain('The function sfn-callback-urls refused to create URLs: ServiceError.');
  expect(logged()).not.toContain(token);
  expect(aws.endpoint.sns.emails()).toEqual([]);
});

test('a function that fails or does not exist fails the task, and the log shows its error', async () => {
  const { ask, aws, logged, token } = await createWorld();
  aws.functions['sfn-callback-urls'] = async () => Promise.reject(new RangeError(`quotes ${token}`));
  const nothingSent = {
    code: 'NothingSent',
    message: expect.stringMatching(/E-mail: something went wrong. The log has the details\.$/),
  };

  await expect(ask()).rejects.toMatchObject(nothingSent);
  expect(logged()).toContain('The function sfn-callback-urls failed (RangeError). See its log for details.');

  delete aws.functions['sfn-callback-urls'];
  await expect(ask()).rejects.toMatchObject(nothingSent);
  expect(logged()).toContain('ResourceNotFoundException');
  expect(logged()).not.toContain(token);
});

test.each([
  { approvers: ['ann@example.com'] },
  { self_approval: false, requester_email: 'ann@example.com' },
  { comment: 'required' },
  { confirm: 'typed' },
  { escalate: [{ after: '1d', to: ['boss@example.com'] }] },
  { actions: [{ name: 'hold', label: 'Hold', outcome: 'other' }] },
  { inputs: [{ name: 'why', label: 'Why', type: 'text' }] },
])(
  'a request with %j is refused, because the API of that function does not check who decides, and asks for nothing',
  async (policy) => {
    const { ask, aws, original } = await createWorld({ CALLBACK_BASE_URL: 'https://example.com/prod' });

    await expect(ask({ request: { ...REQUEST, ...policy } })).rejects.toMatchObject({
      code: 'InvalidRequest',
      message:
        'approvers, self_approval, more than one vote, escalate, comment, a typed confirmation, actions and inputs do not work with URLs of the function sfn-callback-urls: its API does not check who decides, and asks for nothing. Remove them from the request.',
    });

    expect(original.requests).toEqual([]);
    expect(aws.endpoint.sns.emails()).toEqual([]);
  },
);
