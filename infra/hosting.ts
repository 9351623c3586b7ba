import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** How the functions of a deployment run, and how long their logs are kept. */
export interface Hosting {
  /** The name of the deployment: in logs and metrics, and at the start of the names of its state machines. */
  readonly name: string;
  /** The directory of the bundles, `<entry>/index.mjs` each. */
  readonly bundles: string;
  /** Missing: the functions run outside a VPC. */
  readonly network: Network | undefined;
  readonly logRetention: RetentionDays;
}

export interface Network {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly securityGroups?: ISecurityGroup[];
}
