import { readFile } from 'node:fs/promises';
import { ACCOUNT, arnOf } from './aws/arn.ts';
import type { AwsEndpoint } from './aws/endpoint.ts';

/** The state machine ApprovalEmails and the SNS topic of its e-mails. */
export interface Workflow {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly topicArn: string;
  /** The address of the inbox that gets all e-mails. */
  readonly approvers: string;
}

const NAME = 'ApprovalEmails';
const APPROVERS = 'approvers@example.com';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/approval-emails`;
const DEFINITION = new URL('../workflow/approval-emails.asl.json', import.meta.url);
/** The values of the `${…}` placeholders in the definition. infra/approval-workflow.ts sets the same names. */
const SUBSTITUTIONS: Readonly<Record<string, string>> = {
  Partition: 'aws',
  RequestApprovalFunction: arnOf('lambda', 'function:request-approval'),
  AnnounceDecisionFunction: arnOf('lambda', 'function:announce-decision'),
  DecideWithinSeconds: String(7 * 24 * 60 * 60),
};

/**
 * Creates the state machine and the topic in the embedded AWS, from the same definition as CDK does in AWS.
 *
 * @param people the e-mail addresses of the people in the embedded Slack; empty if Slack is a real workspace
 */
export async function createWorkflow(
  { sns, stepFunctions }: AwsEndpoint,
  people: readonly string[],
): Promise<Workflow> {
  const { topicArn } = sns.createTopic(NAME, 'Countersign');
  // As in infra/topic.ts: the inbox gets e-mails to everyone and e-mails to its own address. In a real workspace the
  // addresses of the approvers are unknown, so the inbox gets every e-mail.
  const ours = people.length > 0 ? JSON.stringify({ to: [APPROVERS, { exists: false }] }) : undefined;
  sns.subscribe(topicArn, APPROVERS, ours);
  // A person gets only e-mails to their own address. E-mails to everyone are in the inbox already.
  for (const address of people) sns.subscribe(topicArn, address, JSON.stringify({ to: [address] }));
  const source = await readFile(DEFINITION, 'utf8');
  const definition = source.replace(/\$\{(\w+)\}/g, (_, name: string) => SUBSTITUTIONS[name] ?? '');
  const { arn } = stepFunctions.createStateMachine(NAME, definition, ROLE);
  return { name: NAME, stateMachineArn: arn, topicArn, approvers: APPROVERS };
}
