import { type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { CountersignProps } from './countersign-props.ts';
import { ASSETS } from './package-folders.ts';
import { readName, type Settings } from './settings.ts';

/** How the functions of a deployment run, and how long its logs are kept. */
export interface Hosting {
  /** The name of the deployment: in logs and metrics, and at the start of the names of its state machines. */
  readonly name: string;
  /** The directory of the bundles, `<entry>/index.mjs` each. */
  readonly bundles: string;
  /** Missing: the functions run outside a VPC. */
  readonly network: Network | undefined;
  readonly logRetention: RetentionDays;
  /** What happens to the log groups when they leave the stack. */
  readonly removalPolicy: RemovalPolicy;
}

export interface Network {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}

/** @throws {TypeError} without a valid name, and for parts of a network without their VPC */
export function hostingOf(scope: Construct, props: CountersignProps, { removalPolicy }: Settings): Hosting {
  const { name, vpc, vpcSubnets, securityGroups } = props;
  const { bundles = ASSETS, logRetention = RetentionDays.THREE_MONTHS } = props;
  if (!vpc && (vpcSubnets || securityGroups)) throw new TypeError('vpcSubnets and securityGroups need vpc.');
  const chosen = { ...(vpcSubnets && { vpcSubnets }), ...(securityGroups && { securityGroups }) };
  const network = vpc && { vpc, ...chosen };
  return { name: nameOf(scope, name), bundles, network, logRetention, removalPolicy };
}

function nameOf(scope: Construct, given: string | undefined): string {
  const name = given ?? Stack.of(scope).stackName;
  if (!Token.isUnresolved(name)) return readName('name', name);
  const why = given === undefined ? 'is in a nested stack' : 'has a name that only CloudFormation knows';
  throw new TypeError(`${scope.node.path} ${why}. Give it a name.`);
}
