import {
  CallbackTimeoutError,
  type DurableContext,
  withDurableExecution,
} from '@aws/durable-execution-sdk-js';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/*
 * A durable function that asks people before it releases a version. `askForApproval` is what another function would copy. Its
 * role needs lambda:InvokeFunction on both functions of Countersign: the outputs RequestApprovalFunction and
 * TellOutcomeFunction of the stack.
 */
const { REQUEST_APPROVAL_FUNCTION, TELL_OUTCOME_FUNCTION } = process.env;
const lambda = new LambdaClient({});

interface Release {
  readonly version: string;
  readonly approvers?: readonly string[];
}

export const handler = withDurableExecution(async ({ version, approvers }: Release, context) => {
  const decision = await askForApproval(context, {
    name: version,
    title: `Release ${version}`,
    ...(approvers && { approvers }),
    on_reject: 'return',
  });
  if (decision?.action !== 'approve') return { released: false, decision };
  return { released: true, decision };
});

/** A day. The callback and its links end at the same time. */
const TIMEOUT_SECONDS = 86_400;

/** The answer of a person; undefined if the request expired. */
interface Decision {
  readonly action: string;
  readonly by?: string;
  readonly via: string;
  readonly comment?: string;
}

/**
 * Asks for an approval, waits for the answer, and lets every surface show it.
 *
 * @param request what a state machine would give to request-approval, with `"on_reject": "return"`: then a rejection is a result
 *   of the callback too, and no error
 */
async function askForApproval(
  context: DurableContext,
  request: Readonly<Record<string, unknown>>,
): Promise<Decision | undefined> {
  const [answer, callbackId] = await context.createCallback('answer', {
    timeout: { seconds: TIMEOUT_SECONDS },
  });
  const question = {
    callback_id: callbackId,
    execution: context.executionContext.durableExecutionArn,
    request,
    timeout_seconds: TIMEOUT_SECONDS,
  };
  // The result of a step is kept, so that the messages are known after the wait. The proof says that they are of this callback.
  const { messages, proof } = await context.step('ask', () => invoke(REQUEST_APPROVAL_FUNCTION, question), {
    retryStrategy,
  });
  const end = await endOf(answer);
  await context.step('tell', () => invoke(TELL_OUTCOME_FUNCTION, { ...question, messages, proof, ...end }), {
    retryStrategy,
  });
  return 'output' in end ? JSON.parse(end.output).decision : undefined;
}

async function endOf(answer: PromiseLike<string>): Promise<{ output: string } | { error: string }> {
  try {
    return { output: await answer };
  } catch (error) {
    if (error instanceof CallbackTimeoutError) return { error: 'Countersign.Expired' };
    throw error;
  }
}

/** After this error of Countersign, nothing was sent, and the same call may succeed later. */
function retryStrategy({ name }: Error, attempt: number) {
  const shouldRetry = name === 'Countersign.TryAgain' && attempt < 10;
  return shouldRetry ? { shouldRetry, delay: { seconds: 2 ** attempt } } : { shouldRetry };
}

async function invoke(functionName: string | undefined, event: object) {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString());
  if (!FunctionError) return answer;
  throw Object.assign(new Error(answer.errorMessage), { name: answer.errorType });
}
