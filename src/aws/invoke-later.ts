import { InvokeCommand, LambdaClient, type LambdaClientConfig } from './lambda-client.ts';

/**
 * @param functionName the name or ARN of the function
 * @returns a function that starts an asynchronous invocation. Lambda keeps the event, and may run it more than once.
 */
export function createInvokeLater(config: LambdaClientConfig, functionName: string) {
  const client = new LambdaClient(config);
  return async (event: object): Promise<void> => {
    await client.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: JSON.stringify(event),
      }),
    );
  };
}
