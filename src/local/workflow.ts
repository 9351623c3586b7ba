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
/** The functions behind the names that the definition has for them. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  RequestApprovalFunction: 'request-approval',
  AnnounceDecisionFunction: 'announce-decision',
};

/** Creates in the embedded AWS what CDK creates in AWS: from the same definition, with the functions' ARNs filled in. */
export async function createWorkflow({ sns, stepFunctions }: AwsEndpoint): Promise<Workflow> {
  const { topicArn } = sns.createTopic(NAME, 'Countersign');
  sns.subscribe(topicArn, APPROVERS);
  const source = await readFile(DEFINITION, 'utf8');
  const definition = source.replace(/\$\{(\w+)\}/g, (_, name: string) =>
    arnOf('lambda', `function:${FUNCTIONS[name]}`),
  );
  const { arn } = stepFunctions.createStateMachine(NAME, definition, ROLE);
  return { name: NAME, stateMachineArn: arn, topicArn, approvers: APPROVERS };
}
