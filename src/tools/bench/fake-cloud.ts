import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { taskToken } from '../../../test/support/task-tokens.ts';
import { DATA_KEY } from './fake-key.ts';

/*
 * Fake AWS and Slack that accept each request at once. They run in their own process, so that the benchmark measures
 * only our functions. The process sends its URL to its parent, and ends with it.
 */

const KeyId = DATA_KEY.keyArn;
const Plaintext = Buffer.from(DATA_KEY.plaintext).toString('base64');
const CiphertextBlob = Buffer.from(DATA_KEY.encrypted).toString('base64');

/** The responses of the AWS JSON protocols, by operation. */
const ANSWERS: Readonly<Record<string, object>> = {
  GenerateDataKey: { Plaintext, CiphertextBlob, KeyId },
  Decrypt: { Plaintext, KeyId },
  SendTaskSuccess: {},
  StartExecution: {
    executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:ApprovalEmails:x',
    startDate: 1,
  },
};

/** A task with this token, which asks. */
const asked = (token: string, execution: string) => ({
  id: 1,
  previousEventId: 0,
  timestamp: 1,
  type: 'TaskScheduled',
  taskScheduledEventDetails: {
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
    region: 'eu-central-1',
    parameters: JSON.stringify({ Payload: { token, execution, request: { name: 'Ben' } } }),
  },
});

/** The history of the execution `decided`: an approved request. */
const DECIDED = [
  asked('decided', 'ApprovalEmails:decided'),
  {
    id: 2,
    previousEventId: 1,
    timestamp: 2,
    type: 'TaskSucceeded',
    taskSucceededEventDetails: {
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      output: '{"name_in_output":"Ben"}',
    },
  },
];

/** By the execution in the body of GetExecutionHistory. */
function historyFor(input: string): readonly object[] {
  if (input.includes(':decided"')) return DECIDED;
  return input.includes(':asking"') ? [asked(taskToken(700), 'ApprovalEmails:asking')] : [];
}

const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

const server = createServer(async (request, response) => {
  const { type, body } = answer(request, await text(request));
  response.writeHead(200, { 'content-type': type }).end(body);
});

function answer({ headers, url = '' }: IncomingMessage, input: string): { type: string; body: string } {
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1];
  if (operation) {
    const output = operation === 'GetExecutionHistory' ? { events: historyFor(input) } : ANSWERS[operation];
    if (!output) throw new Error(`Unexpected operation ${operation}.`);
    return { type: 'application/x-amz-json-1.0', body: JSON.stringify(output) };
  }
  // Of SES. CloudFormation, which gets an answer, reads none.
  if (url.startsWith('/v2/email/'))
    return { type: 'application/json', body: '{"VerifiedForSendingStatus":true}' };
  if (!url.startsWith('/api/')) return { type: 'text/xml', body: PUBLISHED };
  return {
    type: 'application/json',
    body: JSON.stringify({ ok: true, channel: 'C0123456789', ts: '1764000000.000100' }),
  };
}

server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
process.once('disconnect', () => process.exit());
