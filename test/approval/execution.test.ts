import { expect, test } from 'vitest';
import {
  executionArn,
  executionName,
  executionReference,
  stateMachineName,
  workflowOf,
} from '../../src/approval/execution.ts';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Other';
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:ApprovalEmails:7c1dba0e-2f9f';

test('An execution is referred to by its state machine and its name', () => {
  expect(executionReference(EXECUTION)).toBe('ApprovalEmails:7c1dba0e-2f9f');
});

test('A reference becomes the ARN again, next to any state machine of the account', () => {
  expect(executionArn(executionReference(EXECUTION), MACHINE)).toBe(EXECUTION);
});

test('A reference that is an ARN already stays one', () => {
  expect(executionArn(EXECUTION, MACHINE)).toBe(EXECUTION);
});

test('A state machine has its name at the end of its ARN', () => {
  expect(stateMachineName(MACHINE)).toBe('Other');
});

test.each([EXECUTION, 'ApprovalEmails:7c1dba0e-2f9f'])(
  'The workflow of %s is its state machine',
  (execution) => {
    expect(workflowOf(execution)).toBe('ApprovalEmails');
  },
);

test.each([EXECUTION, 'ApprovalEmails:7c1dba0e-2f9f', '7c1dba0e-2f9f'])(
  'The execution %s has its name at the end',
  (execution) => {
    expect(executionName(execution)).toBe('7c1dba0e-2f9f');
  },
);
