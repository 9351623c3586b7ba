import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
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
 * Sets variables of a function, such as the URL of another Slack. The template has no settings for them, because only this test
 * needs them.
 */
export async function setVariables(
  { name }: DeployedFunction,
  changed: Readonly<Record<string, string>>,
  { lambda }: Aws,
) {
  const get = new GetFunctionConfigurationCommand({ FunctionName: name });
  const { Environment: { Variables = {} } = {} } = await lambda.send(get);
  const Environment = { Variables: { ...Variables, ...changed } };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 120 }, { FunctionName: name });
}
