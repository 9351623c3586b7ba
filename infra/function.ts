import path from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IRole, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import type { Entry } from './entries.ts';
import { allow, type Permission } from './permissions.ts';

/** The same time as Step Functions keeps the history of an execution. */
const LOG_RETENTION = RetentionDays.THREE_MONTHS;

export interface FunctionProps {
  readonly entry: Entry;
  /** The directory of the bundles. */
  readonly bundles: string;
  readonly description: string;
  /** The variables of src/config.ts. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout?: Duration;
  /** The concurrency that is reserved for the function, which is also its limit. */
  readonly reserved?: number | undefined;
}

/**
 * Creates a function with its own log group and its own role. The role may write only to this log group and to X-Ray.
 */
export function createFunction(
  scope: Construct,
  id: string,
  { entry, bundles, description, environment, timeout = Duration.seconds(10), reserved }: FunctionProps,
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
    // The name of the deployment in logs and metrics (src/telemetry.ts).
    environment: { ...environment, POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName },
    timeout,
    // This size gives one full vCPU (AWS Lambda Developer Guide). The CPU limits the speed of a cold start, so a
    // smaller function costs the same and takes longer. Slack waits only 3 seconds.
    memorySize: 1769,
    ...(reserved && { reservedConcurrentExecutions: reserved }),
  });
  // Not with the property `tracing`: see mayTrace.
  (created.node.defaultChild as CfnFunction).tracingConfig = { mode: 'Active' };
  // Lambda checks the permission to write traces when it creates the function.
  created.node.addDependency(traced);
  return created;
}

/** Allows a role to write traces. The property `tracing` would add this permission to the default policy. */
function mayTrace(scope: Construct, id: string, role: IRole): Policy {
  const traces = allow(
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    ['*'],
    'X-Ray does not support resources in policies (AWS service authorization reference).',
  );
  return separatePolicy(scope, id, role, traces);
}

/**
 * Gives a role permissions in a policy of its own. An exception for cdk-nag then hides no other use of the same `*` in the
 * default policy. A function depends on its default policy, but not on this one, so this one may name the function.
 */
export function separatePolicy(
  scope: Construct,
  id: string,
  role: IRole,
  { statement, wildcards }: Permission,
): Policy {
  const policy = new Policy(scope, id, { statements: [statement], roles: [role] });
  acknowledgeWildcards(policy, wildcards);
  return policy;
}

/** Creates a log group that is deleted with the stack. */
export function createLogGroup(scope: Construct, id: string, logGroupName?: string): LogGroup {
  return new LogGroup(scope, id, {
    retention: LOG_RETENTION,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(logGroupName && { logGroupName }),
  });
}

/** Adds permissions to the role of a function. */
export function grant(to: LambdaFunction, ...permissions: readonly Permission[]): void {
  const { role } = to;
  if (!role) throw new TypeError('the function has no role');
  for (const { statement, admit } of permissions) {
    to.addToRolePolicy(statement);
    admit?.(role);
  }
  acknowledgeWildcards(
    role,
    permissions.flatMap(({ wildcards }) => wildcards),
  );
}
