import { SFNClient, type SFNClientConfig } from '@aws-sdk/client-sfn';
import { createGetHistory } from './step-functions.ts';

/** @returns a function that reads the history of an execution, given by its ARN, with a client of its own */
export function createHistoryReader(config: SFNClientConfig) {
  return createGetHistory(new SFNClient(config), (arn) => arn);
}
