import { SIGNING_SECRET } from './slack-request.ts';
import { APP_ID, TENANT_ID } from './teams-authority.ts';

/** The variables that every function needs to start. Their resources do not exist. */
export const FUNCTION_ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  KEY_ID: 'alias/countersign',
  KEY_CONTEXT: 'test',
  CALLBACK_BASE_URL: 'https://api.example.com',
  OUTCOME_STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:ApprovalOutcome',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:approvals',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:ApprovalEmails',
  SLACK_CHANNEL: 'C0123456789',
  SLACK_BOT_TOKEN: 'xoxb-test',
  SLACK_SIGNING_SECRET: SIGNING_SECRET,
  // Without TEAMS_CHANNEL: no function posts to Teams.
  TEAMS_APP_ID: APP_ID,
  TEAMS_TENANT_ID: TENANT_ID,
  TEAMS_CLIENT_SECRET: 'very-secret',
};
