import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SettingProps } from './settings-table.ts';

/** The settings of a deployment, and what it uses of yours. Without a surface, such as `emails` or `slackChannel`, it asks nobody. */
export interface CountersignProps extends Omit<SettingProps, 'stackName' | 'keyArn'> {
  /**
   * The name of the deployment: in logs and metrics, and at the start of the names of its state machines. At most 60 letters, digits
   * and hyphens. Default: the name of the stack. A second deployment in one stack, and one in a nested stack, needs a name
   */
  readonly name?: string;
  /**
   * An existing key, which seals links and buttons. Its policy does not change, and must delegate permissions to IAM, as that of a key
   * of CDK does. Default: a key of its own
   */
  readonly key?: IKey;
  /** An existing topic for the e-mails, to which `emails` are subscribed. Default: a topic of its own, if there are `emails` */
  readonly topic?: ITopic;
  /** An existing topic for the alarms, to which `alarmEmails` are subscribed. Default: a topic of its own */
  readonly alarmTopic?: ITopic;
  /**
   * The functions run in this VPC. They need a way to Step Functions, KMS, SNS or SES, Secrets Manager, Slack and Teams, such as a NAT
   * gateway. Default: they run outside a VPC
   */
  readonly vpc?: IVpc;
  /** Default: the private subnets of the VPC */
  readonly vpcSubnets?: SubnetSelection;
  /** Default: a security group for each function */
  readonly securityGroups?: ISecurityGroup[];
  /** How long logs are kept. Default: three months, as Step Functions keeps histories */
  readonly logRetention?: RetentionDays;
  /**
   * What happens to the key, the log groups and the secrets if they are removed from the stack. Default: they are deleted, because
   * links of a removed deployment do not work anyway
   */
  readonly removalPolicy?: RemovalPolicy;
  /** The permissions boundary of all roles. Default: none */
  readonly permissionsBoundary?: IManagedPolicy;
  /** The folder of the bundles of the functions, `<function>/index.mjs` each. Default: those of this package */
  readonly bundles?: string;
}
