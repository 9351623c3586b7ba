import { startTestServer } from './test-server.ts';

type RequestType = 'Create' | 'Update' | 'Delete';

/** What CloudFormation got. */
interface Answer {
  readonly method: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Record<string, unknown>;
}

/** Starts what is behind the ResponseURL of CloudFormation, for the running test. */
export async function startCloudFormation({ status = 200 } = {}) {
  const answers: Answer[] = [];
  const { url } = await startTestServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, headers } = request;
    const body = JSON.parse(Buffer.concat(chunks).toString());
    answers.push({ method, contentType: headers['content-type'], body });
    response.writeHead(status).end();
  });
  const request = (type: RequestType, more: object = {}) => ({ ...senderRequest(url, type), ...more });
  return { answers, request };
}

/** A request about the resource that checks the sender of e-mails, for a CloudFormation with this URL. */
export function senderRequest(url: string, type: RequestType) {
  return {
    RequestType: type,
    ResponseURL: `${url}/answers?X-Amz-Signature=secret`,
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Countersign/1',
    RequestId: 'request-1',
    LogicalResourceId: 'Sender',
    ResourceType: 'Custom::VerifiedSender',
    ...(type !== 'Create' && { PhysicalResourceId: 'known-before' }),
    ResourceProperties: { Identities: ['approvals@mail.example.com', 'mail.example.com', 'example.com'] },
  };
}
