import type { JsonValue } from '../../json.ts';
import { ACCOUNT, arnOf, REGION } from '../arn.ts';
import { AwsError } from '../protocol/aws-error.ts';

/** The second argument of a handler: the members of Lambda's context that the embedded Lambda supports. */
export interface LambdaContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
}

export type LambdaFunction = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** The error of a function, as Lambda returns it. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type InvocationOutcome =
  | { readonly requestId: string; readonly payload: JsonValue }
  | { readonly requestId: string; readonly functionError: FunctionError };

export interface Lambda {
  /** Throws ResourceNotFoundException if no function has this name. */
  readonly requireFunction: (nameOrArn: string, qualifier?: string) => void;
  /**
   * Runs a function. `nameOrArn` is its name, `name:qualifier`, a partial ARN or a full ARN. An error of the function
   * is an outcome, not a rejection.
   */
  readonly invoke: (nameOrArn: string, event: JsonValue, qualifier?: string) => Promise<InvocationOutcome>;
}

/** The longest event or result of a synchronous invocation, in bytes. */
export const LONGEST_PAYLOAD = 6_291_456;

/** @param functions looked up at each invocation, so functions can be added after the start */
export function createLambda(functions: Record<string, LambdaFunction>, newId: () => string): Lambda {
  function find(nameOrArn: string, qualifier?: string) {
    const { name, version } = parseFunctionName(nameOrArn, qualifier);
    const handler = Object.hasOwn(functions, name) ? functions[name] : undefined;
    const arn = arnOf('lambda', `function:${name}${version === undefined ? '' : `:${version}`}`);
    if (!handler) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
    return { handler, name, version, arn };
  }

  return {
    requireFunction: (nameOrArn, qualifier) => void find(nameOrArn, qualifier),

    async invoke(nameOrArn, event, qualifier) {
      const { handler, name, version = '$LATEST', arn } = find(nameOrArn, qualifier);
      const requestId = newId();
      const context = {
        functionName: name,
        functionVersion: version,
        invokedFunctionArn: arn,
        awsRequestId: requestId,
      };
      try {
        return limitResponse(
          requestId,
          JSON.stringify((await handler(structuredClone(event), context)) ?? null),
        );
      } catch (error) {
        return { requestId, functionError: describeError(error) };
      }
    },
  };
}

const FUNCTION_NAME = new RegExp(
  `^(?:(?:arn:aws:lambda:${REGION}:)?${ACCOUNT}:function:)?([A-Za-z0-9_-]{1,64})(?::([A-Za-z0-9$_-]{1,128}))?$`,
);

function parseFunctionName(nameOrArn: string, qualifier?: string) {
  const [, name, version] = FUNCTION_NAME.exec(nameOrArn) ?? [];
  if (name === undefined)
    throw new AwsError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
  return { name, version: version ?? qualifier };
}

function limitResponse(requestId: string, text: string): InvocationOutcome {
  if (Buffer.byteLength(text) <= LONGEST_PAYLOAD) return { requestId, payload: JSON.parse(text) };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${LONGEST_PAYLOAD} bytes).`;
  return {
    requestId,
    functionError: { errorType: 'Function.ResponseSizeTooLarge', errorMessage, trace: [] },
  };
}

function describeError(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  const trace = (error.stack ?? '').split('\n').map(withoutFolders);
  return { errorType: error.name, errorMessage: error.message, trace };
}

/** Removes the folders of this machine from a stack trace. */
function withoutFolders(line: string): string {
  return line.replace(/(?:file:\/\/)?\/\S*\//g, '');
}
