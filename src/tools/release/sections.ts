import { settingMeanings } from '../reference.ts';
import { type JsonObject, ref } from './json.ts';
import { fallbackOf, PARAMETERS, type Parameter } from './parameters.ts';

/** Where the code of the functions is. */
const ASSETS: JsonObject = {
  AssetsBucket: {
    Type: 'String',
    Description: 'The bucket with the zip files of the functions, in the region of the stack.',
  },
  AssetsPrefix: {
    Type: 'String',
    Default: 'countersign/',
    Description: 'What the names of the zip files start with in the bucket.',
  },
};

/** The parameters of the template, described as the settings are. */
export function parameterSection(): JsonObject {
  const meanings = settingMeanings();
  const own = PARAMETERS.map(({ name, setting, note, type = 'String', pattern, allowed, ...one }) => [
    name,
    {
      Type: type,
      Default: fallbackOf({ setting, ...one }),
      Description: [plain(meanings.get(setting) ?? ''), ...(note ? [note] : [])].join(' '),
      ...(allowed && { AllowedValues: allowed }),
      ...(pattern && { AllowedPattern: `^(${pattern})$` }),
      ...(type === 'Number' && { MinValue: 1 }),
    },
  ]);
  return { ...ASSETS, ...Object.fromEntries(own) };
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

/** Without the marks of Markdown. */
function plain(text: string): string {
  return text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '');
}
