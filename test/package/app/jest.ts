import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Countersign } from 'countersign';

test('the stack has a key', () => {
  const stack = new Stack(new App(), 'Approvals');
  new Countersign(stack, 'Countersign', { emails: ['you@example.com'] });
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 1);
});
