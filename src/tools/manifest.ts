import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Document, parseDocument } from 'yaml';
import { OptionError, unreadable } from '../local/options.ts';
import { writeTeamsPackage } from './teams-package.ts';

const MANIFEST = new URL('../../manifest.yml', import.meta.url);
const ENDPOINT = '/slack/events';
const EXAMPLE = 'npm run -s manifest -- --url https://…';

const USAGE = `Usage: npm run -s manifest -- --url <url> | --socket-mode [--command <command>] [--name <name>]

Prints the Slack app manifest for your endpoint. Paste it at https://api.slack.com/apps (Create New App, From a manifest).

  --url <url>    the endpoint that Slack calls: the output SlackRequestUrl or Api of the deployed stack
  --socket-mode  for npm start on your machine; Slack calls no endpoint
  --command      the slash command; a second app in a workspace needs another one than /approval (setting slackCommand)
  --name         the name of the app (setting slackAppName)
  --help         show this text

For Microsoft Teams, --teams --app-id <id> writes the app package; --teams --help explains it.
`;

/** How Slack delivers its requests: to a URL, or over a WebSocket connection that the app opens (Socket Mode). */
export type Delivery = { readonly url: string } | { readonly socketMode: true };

/** What differs from manifest.yml. */
export type ManifestOptions = Delivery & { readonly command?: string; readonly name?: string };

/**
 * Reads the command line.
 *
 * @throws {OptionError}
 */
export function readManifestOptions(args: readonly string[]): ManifestOptions | 'help' {
  const options = parse(args);
  if (options.help) return 'help';
  const { command, name } = options;
  return {
    ...deliveryOf(options),
    ...(command !== undefined && { command: checkedCommand(command) }),
    ...(name !== undefined && { name: checkedName(name) }),
  };
}

/** Returns the manifest with these options. The comments of the file are kept. */
export function manifestFor({ command, name, ...delivery }: ManifestOptions, manifest: string): string {
  const document = parseDocument(manifest);
  for (const path of urlPaths(document)) {
    if ('url' in delivery) document.setIn(path, delivery.url);
    else document.deleteIn(path);
  }
  document.setIn(['settings', 'socket_mode_enabled'], 'socketMode' in delivery);
  if (command) document.setIn(['features', 'slash_commands', 0, 'command'], command);
  if (name) {
    document.setIn(['display_information', 'name'], name);
    document.setIn(['features', 'bot_user', 'display_name'], name);
  }
  return document.toString({ lineWidth: 120 });
}

function deliveryOf({ url, 'socket-mode': socketMode }: ReturnType<typeof parse>): Delivery {
  if (url !== undefined && socketMode) {
    throw new OptionError(
      'Give either --url or --socket-mode, not both. With Socket Mode, Slack calls no URL.',
    );
  }
  if (socketMode) return { socketMode };
  if (url === undefined) {
    throw new OptionError('Give the endpoint that Slack calls with --url https://…, or give --socket-mode.');
  }
  return { url: endpointOf(url) };
}

/** Slack's limits for a command (Slack: App manifest reference). infra/settings.ts has the same. */
function checkedCommand(command: string): string {
  if (/^\/[^\s/\p{Lu}]{1,31}$/u.test(command)) return command;
  throw new OptionError(
    `--command must be a slash and at most 31 characters in lower case without spaces, such as /approval. “${command}” is not.`,
  );
}

/** Slack's limit for the name of an app (Slack: App manifest reference). */
function checkedName(name: string): string {
  if (name.trim() !== '' && name.length <= 35) return name.trim();
  throw new OptionError(`--name must have 1 to 35 characters. “${name}” has not.`);
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        'socket-mode': { type: 'boolean' },
        command: { type: 'string' },
        name: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw unreadable(error, EXAMPLE);
  }
}

/** Returns the URL of the endpoint. The given URL is that of the endpoint, or that of its API. */
function endpointOf(given: string): string {
  const url = URL.parse(given);
  if (url?.protocol !== 'https:' || url.username || url.search || url.hash) {
    throw new OptionError(`--url must be an https URL without a query. “${given}” is not.`);
  }
  const base = url.href.replace(/\/+$/, '');
  return base.endsWith(ENDPOINT) ? base : `${base}${ENDPOINT}`;
}

function urlPaths(document: Document): (string | number)[][] {
  const { features } = document.toJS() as { features: { slash_commands: readonly unknown[] } };
  return [
    ...features.slash_commands.map((_, index) => ['features', 'slash_commands', index, 'url']),
    ['settings', 'event_subscriptions', 'request_url'],
    ['settings', 'interactivity', 'request_url'],
  ];
}

async function slackManifest(args: readonly string[]): Promise<string> {
  const options = readManifestOptions(args);
  return options === 'help' ? USAGE : manifestFor(options, await readFile(MANIFEST, 'utf8'));
}

if (import.meta.main) {
  try {
    const args = process.argv.slice(2);
    const answer = args.includes('--teams') ? writeTeamsPackage(args) : slackManifest(args);
    process.stdout.write(await answer);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
