import { ACCOUNT, arnOf, REGION } from '../arn.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { JsonValue } from '../protocol/json.ts';

/** What a function gets beside its event; the members of Lambda's own context that a handler here may rely on. */
export interface LambdaContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
}

export type LambdaFunction = (event: unknown, context: LambdaContext) => Promise<unknown>;

/** What Lambda returns of an error that a function threw. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

export type InvocationOutcome =
  | { readonly requestId: string; readonly payload: JsonValue }
  | { readonly requestId: string; readonly functionError: FunctionError };

export interface Lambda {
  /** Throws ResourceNotFoundException where no function has this name. */
  readonly requireFunction: (nameOrArn: string, qualifier?: string) => void;
  /** Runs a function by its name, `name:qualifier`, partial or full ARN. What the function throws is an outcome. */
  readonly invoke: (nameOrArn: string, event: JsonValue, qualifier?: string) => Promise<InvocationOutcome>;
}

/** Synchronous invocations carry at most 6 MB either way. */
export const LONGEST_PAYLOAD = 6_291_456;

/** `functions` is read at each invocation: functions may be added to it after the start. */
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

/** A trace names files, not where on this machine they are. */
function withoutFolders(line: string): string {
  return line.replace(/(?:file:\/\/)?\/\S*\//g, '');
}
