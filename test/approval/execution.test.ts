import { expect, test } from 'vitest';
import {
  executionArn,
  executionName,
  executionReference,
  isExecutionOf,
  stateMachineName,
  workflowOf,
} from '../../src/approval/execution.ts';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Other';
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:7c1dba0e-2f9f';

test('The reference of an execution has its state machine and its name', () => {
  expect(executionReference(EXECUTION)).toBe('ApprovalEmails:7c1dba0e-2f9f');
});

test('A reference becomes the ARN again, with the ARN of any state machine of the account', () => {
  expect(executionArn(executionReference(EXECUTION), MACHINE)).toBe(EXECUTION);
});

test('A reference that is an ARN does not change', () => {
  expect(executionArn(EXECUTION, MACHINE)).toBe(EXECUTION);
});

test('The name of a state machine is the last part of its ARN', () => {
  expect(stateMachineName(MACHINE)).toBe('Other');
});

test.each([EXECUTION, 'ApprovalEmails:7c1dba0e-2f9f'])(
  'The workflow of %s is its state machine',
  (execution) => {
    expect(workflowOf(execution)).toBe('ApprovalEmails');
  },
);

test.each([EXECUTION, 'ApprovalEmails:7c1dba0e-2f9f', '7c1dba0e-2f9f'])(
  'The name of the execution %s is its last part',
  (execution) => {
    expect(executionName(execution)).toBe('7c1dba0e-2f9f');
  },
);

test('A child of a distributed Map has the label of the Map in its reference, and is of the machine of the Map', () => {
  const child = EXECUTION.replace('ApprovalEmails', 'Releases/EachRegion');
  const reference = executionReference(child);

  expect(reference).toBe('Releases/EachRegion:7c1dba0e-2f9f');
  expect(executionArn(reference, MACHINE)).toBe(child);
  expect(workflowOf(reference)).toBe('Releases');
  expect(executionName(reference)).toBe('7c1dba0e-2f9f');
});

const ARNS = 'arn:aws:states:eu-west-1:123456789012:stateMachine';

test.each<[string, readonly string[], boolean]>([
  [EXECUTION, [`${ARNS}:ApprovalEmails`], true],
  [EXECUTION, [`${ARNS}:Other`, `${ARNS}:Approval*`], true],
  [EXECUTION, [`${ARNS}:*`], true],
  [EXECUTION.replace('ApprovalEmails', 'ApprovalEmails/Map'), [`${ARNS}:ApprovalEmails`], true],
  [EXECUTION, [`${ARNS}:Approval`], false],
  [EXECUTION, [`${ARNS}:ApprovalEmails2`, `${ARNS}:Approval.mails`], false],
  [EXECUTION.replace('123456789012', '999999999999'), [`${ARNS}:*`], false],
  [EXECUTION.replace('eu-west-1', 'us-east-1'), [`${ARNS}:*`], false],
  [EXECUTION, [], false],
  ['ApprovalEmails:one', [], true],
])('Whether %s is an execution of %j: %s', (execution, stateMachines, is) => {
  expect(isExecutionOf(execution, stateMachines)).toBe(is);
});
