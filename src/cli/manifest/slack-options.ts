import { Misuse, parse } from '../arguments.ts';
import type { Delivery, SlackApp } from './slack-manifest.ts';

const ENDPOINT = '/slack/events';

const OPTIONS = {
  url: { type: 'string' },
  'socket-mode': { type: 'boolean' },
  command: { type: 'string' },
  name: { type: 'string' },
} as const;

/** Reads the options of `countersign manifest slack`. @throws {Misuse} */
export function readSlackOptions(args: readonly string[]): SlackApp {
  const { values } = parse(args, { options: OPTIONS });
  const { url, 'socket-mode': socketMode, command, name } = values;
  return {
    ...deliveryOf(url, socketMode),
    ...(command !== undefined && { command: checkedCommand(command) }),
    ...(name !== undefined && { name: checkedName(name) }),
  };
}

function deliveryOf(url: string | undefined, socketMode: boolean | undefined): Delivery {
  if (url !== undefined && socketMode) {
    throw new Misuse('Give either --url or --socket-mode, not both. With Socket Mode, Slack calls no URL.');
  }
  if (socketMode) return { socketMode };
  if (url === undefined) {
    throw new Misuse('Give the endpoint that Slack calls with --url https://…, or give --socket-mode.');
  }
  return { url: endpointOf(url) };
}

/** Returns the URL of the endpoint. The given URL is that of the endpoint, or that of its API. */
function endpointOf(given: string): string {
  // URL.parse is missing in Node 20, which the command supports.
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.search || url.hash) {
    throw new Misuse(`--url must be an https URL without a query. “${given}” is not.`);
  }
  const base = url.href.replace(/\/+$/, '');
  return base.endsWith(ENDPOINT) ? base : `${base}${ENDPOINT}`;
}

/** Slack's limits for a command (Slack: App manifest reference). infra/slack-settings.ts has the same. */
function checkedCommand(command: string): string {
  if (/^\/[^\s/\p{Lu}]{1,31}$/u.test(command)) return command;
  throw new Misuse(
    `--command must be a slash and at most 31 characters in lower case without spaces, such as /approval. “${command}” is not.`,
  );
}

/** Slack's limit for the name of an app (Slack: App manifest reference). */
function checkedName(name: string): string {
  if (name.trim() !== '' && name.length <= 35) return name.trim();
  throw new Misuse(`--name must have 1 to 35 characters. “${name}” has not.`);
}
