import type { CallbackApi } from './callback-api.ts';
import type { Deployment } from './deployment.ts';
import { addressOf } from './mail-settings.ts';
import type { Settings } from './settings.ts';
import { SETTINGS } from './settings-table.ts';
import type { SlackEndpoint } from './slack-endpoint.ts';
import type { TeamsEndpoint } from './teams-endpoint.ts';
import type { TeamsWebhook } from './teams-webhook.ts';

/** The parts of a deployment that need a person. */
interface Parts {
  readonly api: CallbackApi;
  readonly slack: SlackEndpoint | undefined;
  readonly teams: TeamsEndpoint | undefined;
  readonly webhook: TeamsWebhook | undefined;
}

/** Tells what a person must do after a deployment. */
export function nextStep({ settings, topic }: Deployment, parts: Parts): string {
  const { encryption, domain } = settings;
  const { api, slack, teams, webhook } = parts;
  const connect = [
    ...(slack ? [slackStep(slack, settings)] : []),
    ...(teams ? [teamsStep(teams)] : []),
    ...(webhook ? [webhookStep(webhook)] : []),
    ...mailSteps(settings),
    ...(topic ? [`The e-mails go to the subscribers of ${topic.topicArn}.`] : []),
  ];
  return [
    ...(encryption ? [] : [NOT_ENCRYPTED]),
    ...(domain ? [`Create a CNAME record: ${domain.name} points to ${api.domainTarget}.`] : []),
    ...(connect.length > 0 ? connect : [NO_RECIPIENTS]),
  ].join(' ');
}

function mailSteps({ emails, mailFrom }: Settings): string[] {
  if (mailFrom)
    return [
      `Amazon SES may send as ${addressOf(mailFrom)}. Move SES out of its sandbox, if it is still there.`,
    ];
  return emails.length > 0 ? ['Confirm the subscription in the e-mail from AWS.'] : [];
}

const NOT_ENCRYPTED = 'Encryption is disabled: each person who sees a callback URL can read its task token.';
const NO_RECIPIENTS =
  'Requests have no recipients yet. Deploy with emails=you@example.com, with slackChannel=C0123456789, or with the ' +
  'settings of Teams.';

function slackStep({ secret, requestUrl }: SlackEndpoint, { slackCommand, slackAppName }: Settings): string {
  const command = slackCommand === SETTINGS.slackCommand.fallback ? '' : ` --command ${slackCommand}`;
  const name = slackAppName === SETTINGS.slackAppName.fallback ? '' : ` --name "${slackAppName}"`;
  return (
    `Create the Slack app from the manifest of \`npx countersign manifest slack --url ${requestUrl}${command}${name}\`, ` +
    `store its credentials in the secret ${secret.secretArn}, and invite the app to the channel.`
  );
}

function teamsStep({ secret, messagesUrl, bot: { appId, appName, channel } }: TeamsEndpoint): string {
  const name = appName === SETTINGS.teamsAppName.fallback ? '' : ` --name "${appName}"`;
  return (
    `Set ${messagesUrl} as the messaging endpoint of the bot, and allow its channel Microsoft Teams. Store its client ` +
    `secret in the secret ${secret.secretArn}. Upload the package of \`npx countersign manifest teams --app-id ${appId}${name}\` ` +
    'in Teams, ' +
    (channel
      ? 'and add the app to the team of the channel.'
      : 'and add the app to a team. It answers with the id of the channel: deploy again with teamsChannel=<this id>.')
  );
}

function webhookStep({ chat }: TeamsWebhook): string {
  return `Add a webhook of Workflows to the channel in Teams, and store its URL in the secret ${chat.secret.secretArn}.`;
}
