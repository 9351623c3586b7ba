import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { isObject, objectIn } from '../../callback/json.ts';
import { OptionError } from '../../local/options.ts';
import { parseDefinition } from './parse-definition.ts';
import type { Machine } from './states.ts';
import { machinesIn } from './template.ts';

const ARN = /^arn:[^:]+:states:([^:]+):[^:]+:stateMachine:/;

/**
 * Reads the state machines that an argument names.
 *
 * @param source the ARN of a state machine, or a file: a definition, the answer of `aws stepfunctions
 *   describe-state-machine`, or a CloudFormation template as `cdk synth` writes it
 * @throws {OptionError} if there is none that can be read
 */
export function readMachines(source: string): Promise<readonly Machine[]> {
  const [, region] = ARN.exec(source) ?? [];
  return region === undefined ? readMachineFile(source) : describe(source, region);
}

async function describe(stateMachineArn: string, region: string): Promise<readonly Machine[]> {
  const client = new SFNClient({ region });
  try {
    return [
      described(await client.send(new DescribeStateMachineCommand({ stateMachineArn })), stateMachineArn),
    ];
  } catch (error) {
    if (error instanceof OptionError) throw error;
    const { name, message } = error as Error;
    throw new OptionError(
      `Step Functions does not give the definition of ${stateMachineArn}: ${name}: ${message}`,
      {
        cause: error,
      },
    );
  } finally {
    client.destroy();
  }
}

async function readMachineFile(file: string): Promise<readonly Machine[]> {
  const content = parseDefinition(await textOf(file));
  if (!isObject(content)) {
    throw new OptionError(
      `${file} is not JSON. Give a definition or a template in JSON, or the ARN of a state machine.`,
    );
  }
  const name = path.basename(file).replace(/(?:\.asl)?\.json$/, '');
  if (isObject(content.States)) return [{ name, definition: content, express: false }];
  if (typeof content.definition === 'string') return [described(content, name)];
  const machines = machinesIn(objectIn(content.Resources));
  if (machines.length > 0) return machines;
  throw new OptionError(
    `${file} has no state machine: neither States nor a resource AWS::StepFunctions::StateMachine.`,
  );
}

/** The answer of DescribeStateMachine. */
function described(
  {
    name,
    definition,
    type,
  }: { readonly name?: unknown; readonly definition?: unknown; readonly type?: unknown },
  source: string,
): Machine {
  const parsed = parseDefinition(String(definition));
  if (!isObject(parsed)) throw new OptionError(`The definition of ${source} cannot be read.`);
  return { name: String(name ?? source), definition: parsed, express: type === 'EXPRESS' };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new OptionError(
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}). Give a file or the ARN of a state machine.`,
      {
        cause: error,
      },
    );
  }
}
