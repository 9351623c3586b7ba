import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { objects } from '../json.ts';

/** What the embedded Slack knows about the installed app. */
export interface AppManifest {
  /** Such as Countersign. Its handle in the workspace is the same in lower case. */
  readonly name: string;
  /** The slash commands, such as `/approval`. */
  readonly commands: readonly string[];
  /** The global shortcuts. */
  readonly shortcuts: readonly Shortcut[];
  /** The bot's scopes, such as `chat:write`. */
  readonly scopes: readonly string[];
}

export interface Shortcut {
  readonly name: string;
  readonly callbackId: string;
}

/** Reads an app manifest (Slack: "App manifest reference") from a YAML file. */
export function readManifest(file: URL): AppManifest {
  const { display_information, features, oauth_config } = parse(readFileSync(file, 'utf8'));
  const { scopes = {} } = oauth_config ?? {};
  return {
    name: display_information.name,
    commands: objects(features?.slash_commands).map(({ command }) => String(command)),
    shortcuts: objects(features?.shortcuts)
      .filter(({ type }) => type === 'global')
      .map(({ name, callback_id }) => ({ name: String(name), callbackId: String(callback_id) })),
    // The optional scopes are among those of the bot too. Here, each of them is granted.
    scopes: [...new Set([...(scopes.bot ?? []), ...(scopes.bot_optional ?? [])])],
  };
}
