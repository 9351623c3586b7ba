import { Misuse, parse } from '../arguments.ts';
import { DEFAULT_PACKAGE } from '../text.ts';
import type { TeamsApp } from './teams-package.ts';

const OPTIONS = {
  'app-id': { type: 'string' },
  name: { type: 'string' },
  developer: { type: 'string' },
  website: { type: 'string' },
  out: { type: 'string' },
} as const;

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The options: the app, and the file that is written. */
interface TeamsOptions {
  readonly app: TeamsApp;
  readonly file: string;
}

/** Reads the options of `countersign manifest teams`. @throws {Misuse} */
export function readTeamsOptions(args: readonly string[]): TeamsOptions {
  const { 'app-id': appId, name, developer, website, out } = parse(args, { options: OPTIONS }).values;
  return {
    app: {
      appId: checkedId(appId),
      ...(name !== undefined && { name: checkedName('--name', name, 30) }),
      ...(developer !== undefined && { developer: checkedName('--developer', developer, 32) }),
      ...(website !== undefined && { website: checkedUrl(website) }),
    },
    file: out || DEFAULT_PACKAGE,
  };
}

function checkedId(given: string | undefined): string {
  if (given === undefined) throw new Misuse('Give the application (client) id of the bot with --app-id.');
  const id = given.trim().toLowerCase();
  if (GUID.test(id) && id !== NO_ID) return id;
  throw new Misuse(
    `--app-id must be the application (client) id of the bot, such as 1f6e1c2a-3b4d-4e5f-8a9b-0c1d2e3f4a5b. “${given}” is not.`,
  );
}

/** The limits are those of the manifest's schema: `name.short` and `developer.name`. */
function checkedName(option: string, name: string, limit: number): string {
  const trimmed = name.trim();
  if (trimmed !== '' && trimmed.length <= limit) return trimmed;
  throw new Misuse(`${option} must have 1 to ${limit} characters. “${name}” has not.`);
}

function checkedUrl(given: string): string {
  // URL.parse is missing in Node 20, which the command supports.
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === 'https:' && !url.username) return url.href;
  throw new Misuse(`--website must be an https URL. “${given}” is not.`);
}
