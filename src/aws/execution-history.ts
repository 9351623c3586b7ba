import { SFNClient, type SFNClientConfig } from '@aws-sdk/client-sfn';
import { createGetHistory } from './step-functions.ts';

/** @returns a function that reads the history of an execution by its ARN, with its own AWS client */
export function createHistoryReader(config: SFNClientConfig) {
  return createGetHistory(new SFNClient(config), (arn) => arn);
}
