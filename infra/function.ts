import path from 'node:path';
import { Aws, Duration, Fn } from 'aws-cdk-lib';
import { type IRole, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged.ts';
import type { Entry } from './entries.ts';
import type { Hosting } from './hosting.ts';
import { allow, type Permission } from './permissions.ts';

export interface FunctionProps {
  readonly entry: Entry;
  readonly hosting: Hosting;
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
  { entry, hosting, description, environment, timeout = Duration.seconds(10), reserved }: FunctionProps,
): LambdaFunction {
  const logGroup = createLogGroup(scope, `${id}Logs`, hosting);
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]).statement);
  const needed = [
    mayTrace(scope, `${id}Traces`, role),
    ...(hosting.network ? [mayConnect(scope, `${id}Network`, role)] : []),
  ];
  const created = new LambdaFunction(scope, id, {
    description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: Code.fromAsset(path.join(hosting.bundles, entry)),
    handler: 'index.handler',
    role,
    logGroup,
    // The name of the deployment in logs and metrics (src/telemetry.ts).
    environment: { ...environment, SERVICE_NAME: hosting.name },
    timeout,
    // This size gives one full vCPU (AWS Lambda Developer Guide). The CPU limits the speed of a cold start, so a
    // smaller function costs the same and takes longer. Slack waits only 3 seconds.
    memorySize: 1769,
    ...hosting.network,
    ...(reserved && { reservedConcurrentExecutions: reserved }),
  });
  // Not with the property `tracing`: see mayTrace.
  (created.node.defaultChild as CfnFunction).tracingConfig = { mode: 'Active' };
  // Lambda checks these permissions when it creates the function.
  created.node.addDependency(...needed);
  return created;
}

/** Allows a role to write traces. The property `tracing` would add this permission to the default policy. */
function mayTrace(scope: Construct, id: string, role: IRole): Policy {
  const traces = allow(
    ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
    ['*'],
    'X-Ray does not support resources in policies (AWS service authorization reference).',
  );
  return separatePolicy(scope, id, [role], traces);
}

/** Allows a function to connect to a VPC (AWS Lambda Developer Guide: "Required IAM permissions" of VPC access). */
function mayConnect(scope: Construct, id: string, role: IRole): Policy {
  const connect = allow(
    [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    ['*'],
    'Lambda creates network interfaces that do not exist yet, and some of these actions support no resources.',
  );
  return separatePolicy(scope, id, [role], connect);
}

/**
 * Gives roles permissions in a policy of its own. An exception for cdk-nag then hides no other use of the same `*` in the
 * default policy. A function depends on its default policy, but not on this one, so this one may name the function.
 */
export function separatePolicy(
  scope: Construct,
  id: string,
  roles: readonly IRole[],
  { statement, wildcards }: Permission,
): Policy {
  const policy = new Policy(scope, id, { statements: [statement], roles: [...roles] });
  acknowledgeWildcards(policy, wildcards);
  return policy;
}

/** Creates a log group with the retention and the removal policy of the deployment. */
export function createLogGroup(
  scope: Construct,
  id: string,
  { logRetention, removalPolicy }: Hosting,
  logGroupName?: string,
): LogGroup {
  return new LogGroup(scope, id, {
    retention: logRetention,
    removalPolicy,
    ...(logGroupName && { logGroupName }),
  });
}

/**
 * The name of a log group that an AWS service writes to. Other log groups than those with this prefix need a statement each in a policy
 * of the account, whose size is limited (Step Functions Developer Guide: "Avoiding Amazon CloudWatch Logs resource policy size
 * restrictions"). The ID of the stack is in the name, so a log group that was kept does not stop a stack that is created again.
 */
export function vendedLogs(service: 'apis' | 'states', name: string): string {
  const stackId = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `/aws/vendedlogs/${service}/${name}-${stackId}`;
}

/** The roles of functions. Only an imported function may have none. */
export function rolesOf(functions: readonly LambdaFunction[]): IRole[] {
  return functions.map(({ role, node: { path } }) => {
    if (!role) throw new TypeError(`The function ${path} has no role.`);
    return role;
  });
}

/** Adds permissions to the role of a function. */
export function grant(to: LambdaFunction, ...permissions: readonly Permission[]): void {
  for (const role of rolesOf([to])) {
    for (const { statement, admit } of permissions) {
      to.addToRolePolicy(statement);
      admit?.(role);
    }
    acknowledgeWildcards(
      role,
      permissions.flatMap(({ wildcards }) => wildcards),
    );
  }
}
