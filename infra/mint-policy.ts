import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { CallbackApi } from './callback-api.ts';
import { allow, invoke } from './permissions.ts';

/**
 * A managed policy that allows creating callback URLs, by `POST /urls` or by Lambda Invoke, as in sfn-callback-urls.
 */
export function createMintPolicy({ http, createUrls }: CallbackApi): ManagedPolicy {
  const { partition, region, account } = Stack.of(http);
  return new ManagedPolicy(http, 'MintPolicy', {
    description: 'Allows creating callback URLs, by the API and by the function',
    statements: [
      allow(
        ['execute-api:Invoke'],
        [`arn:${partition}:execute-api:${region}:${account}:${http.apiId}/$default/POST/urls`],
      ).statement,
      invoke(createUrls.functionArn).statement,
    ],
  });
}
