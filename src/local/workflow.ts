import { readFile } from 'node:fs/promises';
import { ACCOUNT, arnOf } from './aws/arn.ts';
import type { AwsEndpoint } from './aws/endpoint.ts';
import { addressOf } from './aws/ses/ses.ts';

/** The state machines ApprovalEmails, ApprovalOutcome and ApprovalTimer, and the SNS topic of the e-mails. */
export interface Workflow {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly topicArn: string;
  /** The address of the inbox that gets all e-mails. */
  readonly approvers: string;
}

const NAME = 'ApprovalEmails';
const OUTCOME = 'ApprovalOutcome';
const TIMER = 'ApprovalTimer';
/** The state machine that reminds, escalates, and ends approvals whose time is over. */
export const TIMER_ARN = arnOf('states', `stateMachine:${TIMER}`);
/** The state machine that tells how approvals ended. */
export const OUTCOME_ARN = arnOf('states', `stateMachine:${OUTCOME}`);

const APPROVERS = 'approvers@example.com';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/approval-emails`;
const DEFINITIONS = {
  [NAME]: new URL('../../workflow/approval-emails.asl.json', import.meta.url),
  [TIMER]: new URL('../../workflow/approval-timer.asl.json', import.meta.url),
  [OUTCOME]: new URL('../../workflow/approval-outcome.asl.json', import.meta.url),
};
/** The values of the `${…}` placeholders in the definitions. infra/approval-workflow.ts sets the same names. */
const SUBSTITUTIONS: Readonly<Record<string, string>> = {
  Partition: 'aws',
  RequestApprovalFunction: arnOf('lambda', 'function:request-approval'),
  TellOutcomeFunction: arnOf('lambda', 'function:tell-outcome'),
  TickFunction: arnOf('lambda', 'function:tick'),
  DecideWithinSeconds: String(7 * 24 * 60 * 60),
};

/**
 * Creates the state machines and the topic in the embedded AWS, from the same definitions as CDK does in AWS.
 *
 * @param people the e-mail addresses of the people in the embedded Slack; empty if Slack is a real workspace
 * @param mailFrom the sender of the e-mails if SES sends them: its identity is verified then
 */
export async function createWorkflow(
  { cloudFormation, sns, ses, stepFunctions }: AwsEndpoint,
  people: readonly string[],
  mailFrom: string | undefined,
): Promise<Workflow> {
  if (mailFrom) {
    ses.verify(addressOf(mailFrom));
    ses.createConfigurationSet(NAME);
  }
  const { topicArn } = sns.createTopic(NAME, 'Countersign');
  // As in infra/topic.ts: the inbox gets e-mails to everyone and e-mails to its own address. In a real workspace the
  // addresses of the approvers are unknown, so the inbox gets every e-mail.
  const ours = people.length > 0 ? JSON.stringify({ to: [APPROVERS, { exists: false }] }) : undefined;
  sns.subscribe(topicArn, APPROVERS, ours);
  // A person gets only e-mails to their own address. E-mails to everyone are in the inbox already.
  for (const address of people) sns.subscribe(topicArn, address, JSON.stringify({ to: [address] }));
  const create = async (name: keyof typeof DEFINITIONS) => {
    const source = await readFile(DEFINITIONS[name], 'utf8');
    const definition = source.replace(
      /\$\{(\w+)\}/g,
      (_, placeholder: string) => SUBSTITUTIONS[placeholder] ?? '',
    );
    return stepFunctions.createStateMachine(name, definition, ROLE).arn;
  };
  await create(OUTCOME);
  await create(TIMER);
  const stateMachineArn = await create(NAME);
  // The output by which the command `countersign` finds a deployment (infra/countersign-stack.ts).
  cloudFormation.addStack('Countersign', { StateMachine: stateMachineArn });
  return { name: NAME, stateMachineArn, topicArn, approvers: APPROVERS };
}
