import {
  type FunctionConfiguration,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { Aws } from './aws.ts';

/** The stack's functions, as they are deployed. */
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

/** Tells a function of another Slack. The template has no setting for that: nobody else needs it. */
export async function setSlackApi({ name, variables }: DeployedFunction, url: string, { lambda }: Aws) {
  const Environment = { Variables: { ...variables, SLACK_API_URL: url } };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment }));
  await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 120 }, { FunctionName: name });
}
