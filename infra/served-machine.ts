import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { CfnStateMachine, type IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IConstruct } from 'constructs';
import type { Settings } from './settings.ts';

/** Another state machine than those of the deployment, whose tasks the deployment completes. */
export interface ServedMachine {
  /** Where its permissions are created. They refer to it, and it does not depend on them. */
  readonly scope: IConstruct;
  readonly arn: string;
  readonly name: string;
  /**
   * Its ARN, with `*` for what CloudFormation adds to its name, as text: the state machine refers to a function of the deployment,
   * so the variables of the function cannot refer to the state machine.
   *
   * @param deployment the stack of the deployment
   */
  readonly patternIn: (deployment: Stack) => string;
  /** The customer managed KMS key that encrypts it, if it has one. */
  readonly keyArn: string | undefined;
}

/** @throws {TypeError} unless the state machine is in the account and the region of the deployment */
export function servedMachine(machine: IStateMachine | CfnStateMachine, deployment: Stack): ServedMachine {
  const place = machine instanceof CfnStateMachine ? Stack.of(machine) : machine.env;
  if (differ(place.account, deployment.account) || differ(place.region, deployment.region)) {
    throw new TypeError(
      `${machine.node.path} is in ${place.region} of the account ${place.account}. Step Functions completes a task only there: create a Countersign there too.`,
    );
  }
  const resource = machine instanceof CfnStateMachine ? machine : machine.node.defaultChild;
  if (resource instanceof CfnStateMachine) return created(resource);
  const { stateMachineArn: arn } = machine as IStateMachine;
  const { resourceName: name = '' } = Stack.of(machine).splitArn(arn, ArnFormat.COLON_RESOURCE_NAME);
  return { scope: machine, arn, name, patternIn: () => arn, keyArn: undefined };
}

function created(machine: CfnStateMachine): ServedMachine {
  const { encryptionConfiguration: encryption } = machine;
  return {
    scope: machine,
    arn: machine.attrArn,
    name: machine.attrName,
    patternIn: ({ partition, region, account }) =>
      `arn:${partition}:states:${region}:${account}:stateMachine:${namePattern(machine)}`,
    keyArn: encryption && 'kmsKeyId' in encryption ? encryption.kmsKeyId : undefined,
  };
}

/**
 * The name of a state machine. CloudFormation names one without a name after its logical ID: at least the first 24 characters, `-` and
 * random ones (seen as `DefaultCustApprovalMachined-Cd1VkOHJRxcb`).
 */
function namePattern({ stateMachineName, logicalId, stack }: CfnStateMachine): string {
  const given = stack.resolve(stateMachineName);
  return given ? asPattern(given) : `${stack.resolve(logicalId).slice(0, 24)}*`;
}

type Resolved = string | { readonly 'Fn::Join'?: [string, Resolved[]] };

/** A name, with `*` for what CloudFormation inserts. */
function asPattern(resolved: Resolved): string {
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': join } = resolved;
  return join ? join[1].map(asPattern).join(join[0]) : '*';
}

function differ(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/**
 * Whether the setting `stateMachines` names a state machine already. Only the names in the ARNs are compared: Step Functions completes
 * no task of another account or region.
 */
export function isNamed(arn: string, { stateMachines }: Pick<Settings, 'stateMachines'>): boolean {
  if (typeof stateMachines === 'string') return stateMachines === 'all';
  const name = nameIn(arn);
  return stateMachines.some((one) => patternOf(nameIn(one)).test(name));
}

function patternOf(name: string): RegExp {
  const literals = name.split('*').map((one) => one.replace(/\W/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}

function nameIn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}
