import { readFile } from 'node:fs/promises';
import { arnOf } from './aws/arn.ts';
import type { AwsEndpoint } from './aws/endpoint.ts';

/** The state machine ApprovalEmails, and the topic of its mails. */
export interface Workflow {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly topicArn: string;
  /** Who gets the mails. */
  readonly approvers: string;
}

const NAME = 'ApprovalEmails';
const APPROVERS = 'approvers@example.com';
const ROLE = 'arn:aws:iam::123456789012:role/approval-emails';
const DEFINITION = new URL('../workflow/approval-emails.asl.json', import.meta.url);
/** What stands in the definition, by its names for it; infra/approval-workflow.ts has the same names. */
const SUBSTITUTIONS: Readonly<Record<string, string>> = {
  RequestApprovalFunction: arnOf('lambda', 'function:request-approval'),
  AnnounceDecisionFunction: arnOf('lambda', 'function:announce-decision'),
  DecideWithinSeconds: String(7 * 24 * 60 * 60),
};

/**
 * Creates in the embedded AWS what CDK creates in AWS: from the same definition, with the same names substituted.
 *
 * @param people the addresses that approvers may have, besides the one inbox; none where Slack is a real workspace
 */
export async function createWorkflow(
  { sns, stepFunctions }: AwsEndpoint,
  people: readonly string[],
): Promise<Workflow> {
  const { topicArn } = sns.createTopic(NAME, 'Countersign');
  // As infra/topic.ts does: what is for all, and what is for this address. Where nobody knows who there is, all.
  const ours = people.length > 0 ? JSON.stringify({ to: [APPROVERS, { exists: false }] }) : undefined;
  sns.subscribe(topicArn, APPROVERS, ours);
  // People of the embedded workspace get only what is for them: all the rest is in the one inbox already.
  for (const address of people) sns.subscribe(topicArn, address, JSON.stringify({ to: [address] }));
  const source = await readFile(DEFINITION, 'utf8');
  const definition = source.replace(/\$\{(\w+)\}/g, (_, name: string) => SUBSTITUTIONS[name] ?? '');
  const { arn } = stepFunctions.createStateMachine(NAME, definition, ROLE);
  return { name: NAME, stateMachineArn: arn, topicArn, approvers: APPROVERS };
}
