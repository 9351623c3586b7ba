import { isObject } from '../callback/json.ts';

/** A request of CloudFormation (CloudFormation User Guide: "Custom resource request objects"). */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** Signed in advance: each program that has it can answer. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** Missing in a Create. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

const TEXTS = ['RequestType', 'ResponseURL', 'StackId', 'RequestId', 'LogicalResourceId'] as const;

/** @throws {TypeError} if the event is not a request of CloudFormation */
export function readCustomResourceRequest(event: unknown): CustomResourceRequest {
  const isRequest =
    isObject(event) &&
    TEXTS.every((name) => typeof event[name] === 'string') &&
    isObject(event.ResourceProperties);
  if (!isRequest) throw new TypeError('the event is not a request of CloudFormation');
  return event as unknown as CustomResourceRequest;
}

/** CloudFormation takes an answer of 4,096 bytes. Its other members have about 500. */
const MAX_REASON = 1_500;
const WITHIN_MS = 10_000;

/**
 * Answers CloudFormation, which waits for it.
 *
 * @param problem why the resource failed; undefined if it succeeded
 * @throws {Error} if the answer was not taken. Lambda then repeats the invocation
 */
export async function answerCloudFormation(
  request: CustomResourceRequest,
  problem: string | undefined,
): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId, PhysicalResourceId } = request;
  const answer = {
    Status: problem === undefined ? 'SUCCESS' : 'FAILED',
    ...(problem !== undefined && { Reason: problem.slice(0, MAX_REASON) }),
    // Another id would be another resource.
    PhysicalResourceId: PhysicalResourceId ?? LogicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
  };
  const { ok, status } = await fetch(ResponseURL, {
    method: 'PUT',
    // The URL is signed for no content type, and S3 refuses each other one.
    headers: { 'content-type': '' },
    body: JSON.stringify(answer),
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  if (!ok) throw new Error(`CloudFormation refused the answer with status ${status}`);
}
