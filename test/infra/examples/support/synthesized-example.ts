import type { App } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { arnOf } from '../../../../src/local/aws/arn.ts';

/** A value of a template, as far as a definition of a state machine has them. */
type Value =
  | string
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [string, string] }
  | { readonly 'Fn::Join': readonly [string, readonly Value[]] };

/** A resource of a template, with the properties that are read here. */
interface Resource {
  readonly Properties?: {
    readonly StateMachineName?: string;
    readonly DefinitionString?: Value;
    readonly DefinitionSubstitutions?: Readonly<Record<string, Value>>;
    readonly Code?: { readonly ZipFile?: string };
  };
}

export interface SynthesizedExample {
  /** The name of its state machine. */
  readonly name: string;
  /** The definition of the state machine, with the functions of the embedded stack. */
  readonly definition: string;
  /** The inline code of its functions, by their names in the embedded stack. */
  readonly code: Readonly<Record<string, string>>;
  /** What cdk-nag finds: the rule, and where. */
  readonly findings: readonly string[];
}

/** Synthesises the app of an example, which has one stack. */
export function synthesizedExample(app: App, name: string): SynthesizedExample {
  const [artifact] = app.synth().stacks;
  const resources: Record<string, Resource> = artifact?.template.Resources;
  const functions = app.node.findAll().filter((one) => one instanceof CfnFunction);
  const names = new Map(
    functions.map((one) => [one.stack.getLogicalId(one), kebabCase(one.node.scope?.node.id ?? '')]),
  );

  const textOf = (value: Value): string => {
    if (typeof value === 'string') return value;
    if ('Fn::Join' in value) return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]);
    const id = 'Ref' in value ? value.Ref : value['Fn::GetAtt'][0];
    const called = names.get(id);
    if (called) return arnOf('lambda', `function:${called}`);
    return id === 'AWS::Partition' ? 'aws' : id;
  };

  const machine = Object.values(resources).find(({ Properties }) => Properties?.StateMachineName === name);
  if (!machine) throw new TypeError(`the example has no state machine ${name}`);
  const { DefinitionString: text = '', DefinitionSubstitutions: values = {} } = machine.Properties ?? {};
  const definition = textOf(text).replace(/\$\{(\w+)\}/g, (_, placeholder) =>
    textOf(values[placeholder] ?? ''),
  );
  return {
    name,
    definition: definition.replaceAll(AWS_SDK, (_, action) => arnOf('lambda', `function:${action}`)),
    code: Object.fromEntries(
      [...names].map(([id, called]) => [called, resources[id]?.Properties?.Code?.ZipFile ?? '']),
    ),
    findings: findingsOf(app),
  };
}

/** The embedded stack calls no other services of AWS: a function with the name of the action stands for the call. */
const AWS_SDK = /arn:aws:states:::aws-sdk:\w+:(\w+)/g;

function findingsOf(app: App): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map((resource) => `${ruleName} at ${resource.constructPath}`),
  );
}

function kebabCase(id: string): string {
  return id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
