/*
 * What our functions use of the client for Lambda. Few requests need it, and it needs code of the SDK that no other client does,
 * so this module is a bundle of its own (infra/apart.ts).
 */
export {
  InvokeCommand,
  LambdaClient,
  type LambdaClientConfig,
  LambdaServiceException,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from '@aws-sdk/client-lambda';
