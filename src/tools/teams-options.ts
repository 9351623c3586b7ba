import { parseArgs } from 'node:util';
import { OptionError, unreadable } from '../local/options.ts';

const DEFAULT_FILE = 'dist/countersign-teams.zip';
const EXAMPLE = 'npm run -s manifest -- --teams --app-id <id>';
const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const NO_ID = '00000000-0000-0000-0000-000000000000';

export const TEAMS_USAGE = `Usage: ${EXAMPLE} [--name <name>] [--developer <name>] [--website <url>] [--out <file>]

Writes the app package of Microsoft Teams for your bot. Upload it in Teams (Apps, Manage your apps, Upload an app).

  --app-id     the application (client) id of the bot: the setting teamsAppId
  --name       the name of the app, such as that of a second deployment (default Countersign)
  --developer  who runs the app, as its details in Teams show it (default Countersign)
  --website    where its users get help; it is also given as the address of the privacy policy and the terms of use
  --out        the file to write (default ${DEFAULT_FILE})
  --help       show this text
`;

/** What differs from the files in src/teams/app/. */
export interface TeamsApp {
  readonly appId: string;
  readonly name?: string;
  readonly developer?: string;
  readonly website?: string;
}

/** A command line: the app, and the file that is written. */
interface TeamsOptions {
  readonly app: TeamsApp;
  readonly file: string;
}

/**
 * Reads the command line.
 *
 * @throws {OptionError}
 */
export function readTeamsOptions(args: readonly string[]): TeamsOptions | 'help' {
  const { help, 'app-id': appId, name, developer, website, out } = parse(args);
  if (help) return 'help';
  return {
    app: {
      appId: checkedId(appId),
      ...(name !== undefined && { name: checkedName('--name', name, 30) }),
      ...(developer !== undefined && { developer: checkedName('--developer', developer, 32) }),
      ...(website !== undefined && { website: checkedUrl(website) }),
    },
    file: out ?? DEFAULT_FILE,
  };
}

function checkedId(given: string | undefined): string {
  if (given === undefined)
    throw new OptionError('Give the application (client) id of the bot with --app-id.');
  const id = given.trim().toLowerCase();
  if (GUID.test(id) && id !== NO_ID) return id;
  throw new OptionError(
    `--app-id must be the application (client) id of the bot, such as 1f6e1c2a-3b4d-4e5f-8a9b-0c1d2e3f4a5b. “${given}” is not.`,
  );
}

/** The limits are those of the manifest's schema: `name.short` and `developer.name`. */
function checkedName(option: string, name: string, limit: number): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= limit) return trimmed;
  throw new OptionError(`${option} must have 1 to ${limit} characters. “${name}” has not.`);
}

function checkedUrl(given: string): string {
  const url = URL.parse(given);
  if (url?.protocol === 'https:' && !url.username) return url.href;
  throw new OptionError(`--website must be an https URL. “${given}” is not.`);
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        teams: { type: 'boolean' },
        'app-id': { type: 'string' },
        name: { type: 'string' },
        developer: { type: 'string' },
        website: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw unreadable(error, EXAMPLE);
  }
}
