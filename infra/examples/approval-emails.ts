import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Countersign } from 'countersign';

/*
 * The approval e-mails of the AWS blog post "Using callback URLs for approval emails with AWS Step Functions" (Ben Kehoe, 2019).
 * Start the state machine with {"name": "Ben"}: an e-mail of SNS has a link for each answer, and another e-mail confirms the result.
 * An approval gives the output {"name_in_output": "Ben", …}, and a rejection the error `rejected`, whose cause says "Ben rejected it".
 */
export const app = new App();
const stack = new Stack(app, 'ApprovalEmails');

const countersign = new Countersign(stack, 'Countersign', { emails: ['you@example.com'] });

new CfnOutput(stack, 'StateMachine', { value: countersign.stateMachine.stateMachineArn });
new CfnOutput(stack, 'NextStep', { value: countersign.nextStep });
