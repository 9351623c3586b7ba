import { arnOf } from '../arn.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { type Operations, operation } from '../protocol/operation.ts';

/** The stacks that programs find the parts of a deployment by. Nothing is deployed here. */
export interface CloudFormation {
  /** Adds a stack, which is complete, with these outputs. */
  readonly addStack: (name: string, outputs: Readonly<Record<string, string>>) => void;
  readonly operations: Operations;
}

/** CloudFormation, with DescribeStacks of one stack by its name. */
export function createCloudFormation({ now }: { readonly now: () => Date }): CloudFormation {
  const stacks = new Map<string, object>();
  return {
    addStack(name, outputs) {
      stacks.set(name, {
        StackId: arnOf('cloudformation', `stack/${name}/1`),
        StackName: name,
        CreationTime: now().toISOString(),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      });
    },
    operations: {
      DescribeStacks: operation(
        'DescribeStacks',
        { StackName: { type: 'string', required: true } },
        ({ StackName: name }) => {
          const stack = stacks.get(name);
          if (!stack) throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
          return { Stacks: [stack] };
        },
      ),
    },
  };
}
