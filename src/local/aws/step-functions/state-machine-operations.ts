import { unsupported } from '../protocol/aws-error.ts';
import { type Operations, operation, page } from '../protocol/operation.ts';
import type { StateMachine, StepFunctionsService } from './service.ts';

type StateMachines = Pick<
  StepFunctionsService,
  'stateMachines' | 'createStateMachine' | 'requireStateMachine'
>;

/** CreateStateMachine, DescribeStateMachine and ListStateMachines, for the type STANDARD. */
export function stateMachineOperations(service: StateMachines): Operations {
  return {
    CreateStateMachine: operation(
      'CreateStateMachine',
      {
        name: { type: 'string', required: true },
        definition: { type: 'string', required: true, minLength: 1, maxLength: 1_048_576 },
        roleArn: { type: 'string', required: true, minLength: 1, maxLength: 256 },
        type: { type: 'string', oneOf: ['STANDARD', 'EXPRESS'] },
        tags: { type: 'ignored' },
        loggingConfiguration: { type: 'ignored' },
        tracingConfiguration: { type: 'ignored' },
      },
      ({ name, definition, roleArn, type }) => {
        if (type === 'EXPRESS') throw unsupported('state machines of the type EXPRESS');
        const { arn, creationDate } = service.createStateMachine(name, definition, roleArn);
        return { stateMachineArn: arn, creationDate: seconds(creationDate) };
      },
    ),

    DescribeStateMachine: operation(
      'DescribeStateMachine',
      { stateMachineArn: { type: 'string', required: true } },
      ({ stateMachineArn }) => {
        const stateMachine = service.requireStateMachine(stateMachineArn);
        const { source: definition, roleArn } = stateMachine;
        return { ...summary(stateMachine), status: 'ACTIVE', definition, roleArn };
      },
    ),

    ListStateMachines: operation(
      'ListStateMachines',
      { maxResults: { type: 'number' }, nextToken: { type: 'string' } },
      ({ maxResults, nextToken }) => {
        const { items, ...next } = page(service.stateMachines(), maxResults, nextToken);
        return { stateMachines: items.map(summary), ...next };
      },
    ),
  };
}

function summary({ arn, name, creationDate }: StateMachine) {
  return { stateMachineArn: arn, name, type: 'STANDARD', creationDate: seconds(creationDate) };
}

function seconds(date: Date): number {
  return date.getTime() / 1000;
}
