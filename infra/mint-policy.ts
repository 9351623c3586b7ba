import { Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { ManagedPolicy, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { allow, invoke } from './permissions.ts';

/** What creates callback URLs. */
interface Minting {
  readonly http: HttpApi;
  readonly createUrls: IFunction;
}

/**
 * A managed policy that allows creating callback URLs, by `POST /urls` or by Lambda Invoke, as in sfn-callback-urls.
 */
export function createMintPolicy(api: Minting): ManagedPolicy {
  return new ManagedPolicy(api.http, 'MintPolicy', {
    description: 'Allows creating callback URLs, by the API and by the function',
    statements: mintStatements(api),
  });
}

/** The statements that allow it. */
export function mintStatements({ http, createUrls }: Minting): PolicyStatement[] {
  const { partition, region, account } = Stack.of(http);
  const route = `arn:${partition}:execute-api:${region}:${account}:${http.apiId}/$default/POST/urls`;
  return [allow(['execute-api:Invoke'], [route]).statement, invoke(createUrls.functionArn).statement];
}
