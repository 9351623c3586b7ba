import {
  type FunctionConfiguration,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { Aws } from './aws.ts';

/** Lists the deployed functions of the stack. */
export async function functionsOf(stackName: string, { lambda: client }: Aws) {
  const found: FunctionConfiguration[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    found.push(...Functions.filter(({ FunctionName }) => FunctionName?.startsWith(`${stackName}-`)));
  }
  return found.map(({ FunctionName: name = '', Role: role = '', ...more }) => ({
    name,
    role,
    variables: more.Environment?.Variables ?? {},
    logGroup: more.LoggingConfig?.LogGroup ?? '',
  }));
}

export type DeployedFunction = Awaited<ReturnType<typeof functionsOf>>[number];

/**
 * Sets the URL of another Slack for a function. The template has no setting for it, because only this test needs it.
 */
export async function setSlackApi({ name, variables }: DeployedFunction, url: string, { lambda }: Aws) {
  const Environment = { Variables: { ...variables, SLACK_API_URL: url } };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 120 }, { FunctionName: name });
}
