import { settingMeanings } from '../reference.ts';
import { ASSETS, parameterGroups } from './groups.ts';
import { type JsonObject, ref } from './json.ts';
import { fallbackOf, PARAMETERS, type Parameter } from './parameters.ts';

/** The parameters of the template, described as the settings are. */
export function parameterSection(): JsonObject {
  return { ...ASSETS, ...Object.fromEntries(PARAMETERS.map((one) => [one.name, declared(one)])) };
}

function declared(parameter: Parameter): JsonObject {
  const { setting, allowed, form, range, note } = parameter;
  const meaning = parameter.meaning ?? plain(settingMeanings().get(setting) ?? '');
  return {
    Type: range ? 'Number' : 'String',
    Default: fallbackOf(parameter),
    Description: note ? `${meaning} ${note}` : meaning,
    ...(allowed && { AllowedValues: allowed }),
    ...(form && { AllowedPattern: `^(${form.pattern})$`, ConstraintDescription: form.text }),
    ...(range && { MinValue: range.min ?? 1, MaxValue: range.max }),
  };
}

/** The groups in which the AWS console shows the parameters. */
export function interfaceSection(): JsonObject {
  return {
    'AWS::CloudFormation::Interface': {
      ParameterGroups: parameterGroups().map(({ label, names }) => ({
        Label: { default: label },
        Parameters: names,
      })),
    },
  };
}

/** The rules about more than one parameter, which CloudFormation checks before it changes anything. */
export function ruleSection(): JsonObject {
  const needing = PARAMETERS.filter(({ needs }) => needs);
  return {
    ...Object.fromEntries(needing.map((one) => [`${one.name}NeedsMore`, ruleOf(one)])),
    TeamsBotOrWebhook: {
      RuleCondition: given('TeamsAppId'),
      Assertions: [
        {
          Assert: { 'Fn::Equals': [ref('TeamsWebhook'), 'false'] },
          AssertDescription: 'TeamsAppId cannot be combined with TeamsWebhook=true.',
        },
      ],
    },
  };
}

function ruleOf({ name, needs = '' }: Parameter): JsonObject {
  return {
    RuleCondition: given(name),
    Assertions: [{ Assert: given(needs), AssertDescription: `${name} needs ${needs}.` }],
  };
}

function given(name: string): JsonObject {
  return { 'Fn::Not': [{ 'Fn::Equals': [ref(name), ''] }] };
}

/** Without the marks of Markdown and references to other documents, and with the names of parameters in place of those of settings. */
function plain(text: string): string {
  return text
    .replaceAll(/ \(see `\w+` below\)/g, '')
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/`([^`]*)`/g, (_, code) => PARAMETERS.find(({ setting }) => setting === code)?.name ?? code);
}
