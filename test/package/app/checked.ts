import { App, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Countersign } from 'countersign';
import schema from 'countersign/schemas/approval-request.schema.json' with { type: 'json' };

/* What cdk-nag finds in a deployment with all surfaces, and what a JSON Schema of the package is about. */
const stack = new Stack(new App(), 'Approvals');
const countersign = new Countersign(stack, 'Countersign', {
  emails: ['you@example.com'],
  slackChannel: 'C0123456789',
  teamsAppId: '11111111-2222-3333-4444-555555555555',
  teamsTenantId: '66666666-7777-8888-9999-000000000000',
  teamsChannel: '19:abc@thread.tacv2',
});
const { violations } = new AwsSolutionsChecks().validateScope(countersign);
process.stdout.write(
  JSON.stringify({ findings: violations.map(({ ruleName }) => ruleName), title: schema.title }),
);
