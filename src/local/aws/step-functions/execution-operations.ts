import { type Operations, operation, page } from '../protocol/operation.ts';
import { EXECUTION_STATUSES, type Execution } from './execution.ts';
import { withoutExecutionData } from './history.ts';
import type { StepFunctionsService } from './service.ts';

type Executions = Pick<
  StepFunctionsService,
  'executions' | 'startExecution' | 'requireExecution' | 'requireStateMachine'
>;

const executionArnMember = { type: 'string', required: true } as const;

const pageMembers = { maxResults: { type: 'number' }, nextToken: { type: 'string' } } as const;

/** The error and the cause of a failure. Step Functions limits both, in characters. */
export const failureMembers = {
  error: { type: 'string', maxLength: 256 },
  cause: { type: 'string', maxLength: 32_768 },
} as const;

/** StartExecution, StopExecution, RedriveExecution, DescribeExecution, ListExecutions and GetExecutionHistory. */
export function executionOperations(service: Executions): Operations {
  return {
    StartExecution: operation(
      'StartExecution',
      {
        stateMachineArn: { type: 'string', required: true },
        name: { type: 'string' },
        input: { type: 'string' },
        traceHeader: { type: 'ignored' },
      },
      ({ stateMachineArn, name, input = '{}' }) => {
        const { executionArn, startDate } = service.startExecution(stateMachineArn, name, input);
        return { executionArn, startDate: seconds(startDate) };
      },
    ),

    StopExecution: operation(
      'StopExecution',
      { executionArn: executionArnMember, ...failureMembers },
      ({ executionArn, error, cause }) => {
        const { execution, stop } = service.requireExecution(executionArn);
        stop(error, cause);
        return { stopDate: seconds(execution.stopDate) };
      },
    ),

    RedriveExecution: operation(
      'RedriveExecution',
      { executionArn: executionArnMember, clientToken: { type: 'ignored' } },
      ({ executionArn }) => {
        const { execution, redrive } = service.requireExecution(executionArn);
        redrive();
        return { redriveDate: seconds(execution.redriveDate) };
      },
    ),

    DescribeExecution: operation(
      'DescribeExecution',
      { executionArn: executionArnMember },
      ({ executionArn }) => {
        const { execution } = service.requireExecution(executionArn);
        const { input, output, error, cause, redriveCount, redriveDate } = execution;
        const redrives = { redriveCount, redriveDate: seconds(redriveDate) };
        const included = { included: true };
        const outputMembers = output === undefined ? {} : { output, outputDetails: included };
        return {
          ...summary(execution),
          input,
          inputDetails: included,
          ...outputMembers,
          error,
          cause,
          ...redrives,
        };
      },
    ),

    ListExecutions: operation(
      'ListExecutions',
      {
        stateMachineArn: { type: 'string', required: true },
        statusFilter: { type: 'string', oneOf: EXECUTION_STATUSES },
        ...pageMembers,
      },
      ({ stateMachineArn, statusFilter, maxResults, nextToken }) => {
        const { arn } = service.requireStateMachine(stateMachineArn);
        const executions = service
          .executions()
          .filter((execution) => execution.stateMachineArn === arn)
          .filter(({ status }) => statusFilter === undefined || status === statusFilter);
        const { items, ...next } = page(executions, maxResults, nextToken);
        return { executions: items.map(summary), ...next };
      },
    ),

    GetExecutionHistory: operation(
      'GetExecutionHistory',
      {
        executionArn: executionArnMember,
        reverseOrder: { type: 'boolean' },
        includeExecutionData: { type: 'boolean' },
        ...pageMembers,
      },
      ({ executionArn, reverseOrder = false, includeExecutionData = true, maxResults, nextToken }) => {
        const { history } = service.requireExecution(executionArn).execution;
        const { items, ...next } = page(reverseOrder ? history.toReversed() : history, maxResults, nextToken);
        return { events: includeExecutionData ? items : items.map(withoutExecutionData), ...next };
      },
    ),
  };
}

function summary({ executionArn, stateMachineArn, name, status, startDate, stopDate }: Execution) {
  const dates = { startDate: seconds(startDate), stopDate: seconds(stopDate) };
  return { executionArn, stateMachineArn, name, status, ...dates };
}

function seconds(date: Date | undefined): number | undefined {
  return date && date.getTime() / 1000;
}
