import { expect, test } from 'vitest';
import { notServed } from '../../src/approval/served.ts';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Other';
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:7c1dba0e-2f9f';
const ARNS = 'arn:aws:states:eu-west-1:123456789012:stateMachine';

const own = { ownArn: MACHINE };

test.each([
  ['another account', EXECUTION.replace('123456789012', '999999999999'), '999999999999, region eu-west-1'],
  ['another region', EXECUTION.replace('eu-west-1', 'us-east-1'), '123456789012, region us-east-1'],
])('An execution of %s is refused by name', (_, execution, place) => {
  expect(notServed(execution, { ...own, stateMachines: [`${ARNS}:*`] }, 'en')).toMatchObject({
    code: 'NotPermitted',
    message: `The execution is in the account ${place}. This deployment works only in the account 123456789012, region eu-west-1. Use a deployment of Countersign in the account and region of the execution.`,
  });
});

test.each([
  ['of the same account and region', EXECUTION, own],
  ['that is named without an account', 'ApprovalEmails:one', own],
  ['of any account, if the own account is not known', EXECUTION, {}],
  ['of any account, if the own function is known by its name only', EXECUTION, { ownArn: 'CreateUrls' }],
  ['of a pattern for accounts', EXECUTION, { ownArn: 'arn:aws:states:*:*:stateMachine:*' }],
  ['of a state machine that is named', EXECUTION, { ...own, stateMachines: [`${ARNS}:Approval*`] }],
])('An execution %s is served', (_, execution, served) => {
  expect(notServed(execution, served, 'en')).toBeUndefined();
});

test('An execution of another state machine is refused with the name of the state machine', () => {
  const child = EXECUTION.replace('ApprovalEmails', 'Releases/EachRegion');

  expect(notServed(child, { ...own, stateMachines: [`${ARNS}:Other`] }, 'en')?.message).toBe(
    'This deployment may not complete tasks of Releases. An administrator must add it to stateMachines.',
  );
});
