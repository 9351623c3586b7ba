import { startTestServer } from './test-server.ts';

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
  const request = (RequestType: 'Create' | 'Update' | 'Delete', more: object = {}) => ({
    RequestType,
    ResponseURL: `${url}/answers?X-Amz-Signature=secret`,
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Countersign/1',
    RequestId: 'request-1',
    LogicalResourceId: 'Sender',
    ResourceType: 'Custom::VerifiedSender',
    ...(RequestType !== 'Create' && { PhysicalResourceId: 'known-before' }),
    ResourceProperties: { Identities: ['approvals@mail.example.com', 'mail.example.com', 'example.com'] },
    ...more,
  });
  return { answers, request };
}
