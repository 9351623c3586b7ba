import type { SettingName } from '../../../infra/settings-table.ts';
import type { JsonObject } from './json.ts';
import { PARAMETERS } from './parameters.ts';

/** Where the code of the functions is. */
export const ASSETS: JsonObject = {
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

/** The settings that belong together, in the order in which an operator decides them. */
const GROUPS: readonly (readonly [label: string, settings: readonly SettingName[]])[] = [
  ['E-mail', ['emails', 'mailFrom', 'oneClickEmail']],
  ['Slack', ['slackChannel', 'slackChannels', 'slackCommand', 'slackAppName']],
  [
    'Microsoft Teams',
    [
      'teamsAppId',
      'teamsTenantId',
      'teamsChannel',
      'teamsChannels',
      'teamsAppName',
      'teamsWebhook',
      'teamsWebhookBody',
    ],
  ],
  [
    'Requests',
    [
      'locale',
      'timeoutDays',
      'confirm',
      'remindAfter',
      'remindEvery',
      'remindBeforeExpiry',
      'escalateAfter',
      'escalateTo',
    ],
  ],
  ['State machines and functions that ask', ['stateMachines', 'durableFunctions', 'stateMachineKeys']],
  ['Callback URLs', ['callbackBaseUrl', 'outputParameters', 'postActions', 'keyArn', 'keyContext']],
  ['Events and alarms', ['eventBus', 'alarmEmails', 'alarmAfterRefusals']],
  ['Limits', ['requestsPerSecond', 'reservedConcurrency']],
];

/** The names of the parameters, in groups. */
export function parameterGroups(): readonly { readonly label: string; readonly names: readonly string[] }[] {
  return [
    ...GROUPS.map(([label, settings]) => ({
      label,
      names: settings.flatMap((setting) =>
        PARAMETERS.filter((one) => one.setting === setting).map(({ name }) => name),
      ),
    })),
    { label: 'The code of the functions', names: Object.keys(ASSETS) },
  ];
}
