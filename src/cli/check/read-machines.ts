import path from 'node:path';
import { SFNClient } from '@aws-sdk/client-sfn';
import { clientOptionsOutside } from '../../aws/retries-and-timeouts.ts';
import { createDescribeMachine } from '../../aws/state-machine-definition.ts';
import { isObject, objectIn } from '../../callback/json.ts';
import { Misuse, type Where } from '../arguments.ts';
import { type Program, unlessInterrupted } from '../program.ts';
import { parseDefinition } from './parse-definition.ts';
import type { Machine } from './states.ts';
import { machinesIn } from './template.ts';

const ARN = /^arn:[^:]+:states:([^:]+):[^:]+:stateMachine:/;

/**
 * Reads the state machines that an argument names.
 *
 * @param source the ARN of a state machine, or a file, or `-` for standard input: a definition, the answer of `aws stepfunctions
 *   describe-state-machine`, or a CloudFormation template as `cdk synth` writes it
 * @returns undefined if the program was interrupted
 * @throws {Misuse} if there is none that can be read
 */
export async function readMachines(
  source: string,
  where: Where,
  { readText, interrupted }: Program,
): Promise<readonly Machine[] | undefined> {
  const [, region] = ARN.exec(source) ?? [];
  if (region === undefined) return machinesOf(source, await readText(source));
  const client = new SFNClient(clientOptionsOutside({ endpoint: where['endpoint-url'], region }));
  const answer = await unlessInterrupted(createDescribeMachine(client)(source, interrupted), interrupted);
  return answer && [described(answer, source)];
}

function machinesOf(file: string, text: string): readonly Machine[] {
  const content = parseDefinition(text);
  if (!isObject(content)) {
    throw new Misuse(
      `${file} is not JSON. Give a definition or a template in JSON, or the ARN of a state machine.`,
    );
  }
  const name = file === '-' ? 'standard input' : path.basename(file).replace(/(?:\.asl)?\.json$/, '');
  if (isObject(content.States)) return [{ name, definition: content, express: false }];
  if (typeof content.definition === 'string') return [described(content, name)];
  const machines = machinesIn(objectIn(content.Resources));
  if (machines.length > 0) return machines;
  throw new Misuse(
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
  if (!isObject(parsed)) throw new Misuse(`The definition of ${source} cannot be read.`);
  return { name: String(name ?? source), definition: parsed, express: type === 'EXPRESS' };
}
