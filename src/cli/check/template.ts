import { isObject, objectIn } from '../../callback/json.ts';
import { Misuse } from '../arguments.ts';
import { parseDefinition } from './parse-definition.ts';
import type { Machine, Members } from './states.ts';

/** CloudFormation's and SAM's names of a state machine. */
const TYPES: ReadonlySet<unknown> = new Set([
  'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::StateMachine',
]);

/**
 * The state machines of a CloudFormation template, with their logical ids as names.
 *
 * @throws {Misuse} if a definition is in another file
 */
export function machinesIn(resources: Members): readonly Machine[] {
  return Object.entries(resources)
    .filter(([, resource]) => TYPES.has(objectIn(resource).Type))
    .map(([name, resource]) => {
      const { DefinitionString: text, Definition: object, ...rest } = objectIn(objectIn(resource).Properties);
      const definition = object === undefined ? parseDefinition(String(resolved(text))) : resolved(object);
      if (!isObject(definition)) {
        throw new Misuse(
          `The definition of ${name} is not in the template. Give its own file, or the ARN of the state machine.`,
        );
      }
      return { name, definition, express: (rest.StateMachineType ?? rest.Type) === 'EXPRESS' };
    });
}

/** The value with each intrinsic function as a text, in which references are placeholders such as `${Function.Arn}`. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (!isObject(value)) return value;
  const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
  if (others.length === 0 && /^(?:Ref|Fn::\w+)$/.test(name)) return textOf(name, argument);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolved(member)]));
}

function textOf(name: string, argument: unknown): string {
  const [first, second] = Array.isArray(argument) ? argument : [argument];
  if (name === 'Fn::Join' && Array.isArray(second)) return second.map(resolved).join(String(first));
  if (name === 'Fn::Sub') return String(first);
  return `\${${[argument].flat().map(resolved).join('.')}}`;
}
