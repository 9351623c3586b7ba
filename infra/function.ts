import path from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged.ts';
import type { Entry } from './bundle.ts';
import { allow, type Permission } from './permissions.ts';

/** As long as Step Functions keeps the history of an execution. */
const LOG_RETENTION = RetentionDays.THREE_MONTHS;

export interface FunctionProps {
  readonly entry: Entry;
  /** The directory of the bundles. */
  readonly bundles: string;
  readonly description: string;
  /** The variables of src/config.ts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout?: Duration;
}

/** A function from its bundle, with a log group and a role of its own that may write to that log group, and to X-Ray, and no more. */
export function createFunction(
  scope: Construct,
  id: string,
  { entry, bundles, description, environment, timeout = Duration.seconds(10) }: FunctionProps,
): LambdaFunction {
  const logGroup = createLogGroup(scope, `${id}Logs`);
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]).statement);
  const traced = mayTrace(scope, `${id}Traces`, role);
  const created = new LambdaFunction(scope, id, {
    description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(path.join(bundles, entry)),
    handler: 'index.handler',
    role,
    logGroup,
    // Tells the numbers of this deployment from those of another (src/telemetry.ts).
    environment: { ...environment, POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName },
    timeout,
    // One whole vCPU (Lambda's guide: 1,769 MB). A cold start is billed and bound by the CPU, so a smaller function
    // costs as much and keeps people waiting; Slack waits for 3 seconds.
    memorySize: 1769,
  });
  // Not by `tracing`: see mayTrace.
  (created.node.defaultChild as CfnFunction).tracingConfig = { mode: 'Active' };
  // Lambda creates no function that is to be traced and may not.
  created.node.addDependency(traced);
  return created;
}

/**
 * Lets a role write traces as `tracing: ACTIVE` would, but in a policy apart: the `*` that it needs would have to be
 * acknowledged for all else that the function may do, and cdk-nag would see no other one.
 */
function mayTrace(scope: Construct, id: string, role: Role): Policy {
  const { statement, wildcards } = allow(
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    ['*'],
    'X-Ray knows no resources (AWS service authorization reference).',
  );
  const policy = new Policy(scope, id, { statements: [statement], roles: [role] });
  acknowledgeWildcards(policy, wildcards);
  return policy;
}

/** A log group that goes with the stack. */
export function createLogGroup(scope: Construct, id: string, logGroupName?: string): LogGroup {
  return new LogGroup(scope, id, {
    retention: LOG_RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(logGroupName && { logGroupName }),
  });
}

/** Gives a function's role what it may do besides logging. */
export function grant(to: LambdaFunction, ...permissions: readonly Permission[]): void {
  for (const { statement } of permissions) to.addToRolePolicy(statement);
  acknowledgeWildcards(
    to.role ?? to,
    permissions.flatMap(({ wildcards }) => wildcards),
  );
}
