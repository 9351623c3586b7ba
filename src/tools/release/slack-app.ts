import { readFile } from 'node:fs/promises';

const MANIFEST = new URL('../../../manifest.yml', import.meta.url);

const HEADER = `# The Slack app of a deployment.
#
# 1. Replace https://example.com/slack/events, three times, by the output SlackRequestUrl of the stack. If you deployed with SlackCommand or
#    SlackAppName, replace /approval and both names too.
# 2. At https://api.slack.com/apps, choose Create New App, From a manifest, and paste this file as YAML. Then choose Install App.
# 3. Store the bot token and the signing secret in the secret that the output NextStep names.
# 4. In the app, choose Event Subscriptions, Retry. Invite the app to the channel: /invite @Countersign
`;

/** The manifest of the Slack app, for an operator who has no Node to run `countersign manifest slack`. */
export async function slackManifest(): Promise<string> {
  const manifest = await readFile(MANIFEST, 'utf8');
  return HEADER + manifest.slice(manifest.indexOf('_metadata:'));
}
