import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { SettingProps } from './settings-table.ts';
import { isUnderKeyOfSns } from './topic.ts';

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
  /** The permissions boundary of all roles. Default: none */
  readonly permissionsBoundary?: IManagedPolicy;
  /** The folder of the bundles of the functions, `<function>/index.mjs` each. Default: those of this package */
  readonly bundles?: string;
}

/** The properties that are not settings. */
const RESOURCES: readonly string[] = [
  'name',
  'key',
  'topic',
  'alarmTopic',
  'vpc',
  'vpcSubnets',
  'securityGroups',
  'logRetention',
  'permissionsBoundary',
  'bundles',
] satisfies readonly (keyof CountersignProps)[];

/**
 * The settings among the properties. Also a property that TypeScript does not know: a misspelt setting is refused.
 *
 * @throws {TypeError} for a resource that cannot be used, or not with the other ones
 */
export function settingsOf(props: CountersignProps): Record<string, unknown> {
  const { key, topic, alarmTopic, mailFrom } = props;
  if (topic && mailFrom) {
    throw new TypeError('topic cannot be combined with mailFrom: SES sends the e-mails then.');
  }
  // Amazon SNS Developer Guide: a FIFO topic delivers to queues only.
  if (topic?.fifo)
    throw new TypeError('topic is a FIFO topic, which sends no e-mails. Use a standard topic.');
  // Its policy cannot be changed, and does not admit CloudWatch (AWS re:Post: alarms and encrypted topics).
  if (alarmTopic && isUnderKeyOfSns(alarmTopic)) {
    throw new TypeError(
      'alarmTopic is encrypted under alias/aws/sns, which alarms cannot use. Encrypt it under a key of yours, or not at all.',
    );
  }
  // IAM does not take the ARN of an alias for the use of a key (AWS KMS Developer Guide: "Using aliases in policies").
  if (key && 'aliasName' in key) {
    throw new TypeError('key is an alias. Use the key itself: its aliasTargetKey, or Key.fromLookup.');
  }
  const settings = Object.entries(props).filter(([name]) => !RESOURCES.includes(name));
  return { ...Object.fromEntries(settings), ...(key && { keyArn: key.keyArn }) };
}
