import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readTeamsOptions } from '../../../src/cli/manifest/teams-options.ts';
import { teamsPackage } from '../../../src/cli/manifest/teams-package.ts';
import manifest from '../../../src/teams/app/manifest.json' with { type: 'json' };
import { manifestFaults, translationFaults } from '../../support/teams-app-schemas.ts';

const APP_ID = '1f6e1c2a-3b4d-4e5f-8a9b-0c1d2e3f4a5b';
const APP = new URL('../../../src/teams/app/', import.meta.url);
const TRANSLATIONS = manifest.localizationInfo.additionalLanguages.map(({ file }) => file);

describe('the app package', () => {
  test('has the manifest first, and then the files that it names, in no folder', async () => {
    const files = unzipSync(await teamsPackage({ appId: APP_ID }));

    expect(Object.keys(files)).toEqual(['manifest.json', ...TRANSLATIONS, 'color.png', 'outline.png']);
  });

  test('has the id of the bot in the manifest, and nothing else changes', async () => {
    const files = unzipSync(await teamsPackage({ appId: APP_ID }));
    const packed = parse(files, 'manifest.json');

    expect(packed).toEqual({ ...manifest, id: APP_ID, bots: [{ ...manifest.bots[0], botId: APP_ID }] });
    expect(manifestFaults(packed)).toEqual([]);
    for (const file of TRANSLATIONS) {
      expect(parse(files, file)).toEqual(JSON.parse(readFileSync(new URL(file, APP), 'utf8')));
    }
    for (const icon of Object.values(manifest.icons)) {
      expect(Buffer.from(files[icon] ?? []).equals(readFileSync(new URL(icon, APP)))).toBe(true);
    }
  });

  test('has the given name in each language, and the given developer', async () => {
    const app = { appId: APP_ID, name: 'Approvals (production)', developer: 'Example Ltd' };
    const website = 'https://approvals.example.org/help';
    const files = unzipSync(await teamsPackage({ ...app, website }));
    const packed = parse(files, 'manifest.json');

    expect(packed.name).toEqual({ short: app.name });
    expect(packed.developer).toEqual({
      name: app.developer,
      websiteUrl: website,
      privacyUrl: website,
      termsOfUseUrl: website,
    });
    expect(manifestFaults(packed)).toEqual([]);
    for (const file of TRANSLATIONS) {
      const translation = parse(files, file);
      expect(translation['name.short']).toBe(app.name);
      expect(translationFaults(translation)).toEqual([]);
    }
  });

  test('is the same file each time', async () => {
    const [first, second] = [await teamsPackage({ appId: APP_ID }), await teamsPackage({ appId: APP_ID })];

    expect(Buffer.from(first).equals(second)).toBe(true);
  });
});

describe('the options', () => {
  test('--app-id is enough', () => {
    expect(readTeamsOptions(['--app-id', ` ${APP_ID.toUpperCase()}`])).toEqual({
      app: { appId: APP_ID },
      file: 'countersign-teams.zip',
    });
  });

  test('the others are passed on', () => {
    const others = [
      '--name',
      ' Approvals ',
      '--developer',
      'Example Ltd',
      '--website',
      'https://example.org',
    ];

    expect(readTeamsOptions(['--app-id', APP_ID, ...others, '--out', 'app.zip'])).toEqual({
      app: { appId: APP_ID, name: 'Approvals', developer: 'Example Ltd', website: 'https://example.org/' },
      file: 'app.zip',
    });
  });

  test.each([
    [[], 'Give the application (client) id of the bot with --app-id.'],
    [
      ['--app-id', 'countersign'],
      `--app-id must be the application (client) id of the bot, such as ${APP_ID}. “countersign” is not.`,
    ],
    [['--app-id', APP_ID.slice(1)], '--app-id must be the application (client) id of the bot'],
    [['--app-id', `{${APP_ID}}`], '--app-id must be the application (client) id of the bot'],
    [['--app-id', manifest.id], '--app-id must be the application (client) id of the bot'],
    [['--app-id', ''], '--app-id must be the application (client) id of the bot'],
    [['--app-id', APP_ID, '--name', ' '], '--name must have 1 to 30 characters. “ ” has not.'],
    [['--app-id', APP_ID, '--name', 'x'.repeat(31)], '--name must have 1 to 30 characters.'],
    [['--app-id', APP_ID, '--developer', 'x'.repeat(33)], '--developer must have 1 to 32 characters.'],
    [['--app-id', APP_ID, '--website', 'http://example.org'], '--website must be an https URL.'],
    [['--app-id', APP_ID, '--website', 'example.org'], '--website must be an https URL.'],
    [['--app-id', APP_ID, '--url', 'https://example.org'], "Unknown option '--url'."],
    [['--app-id', APP_ID, '--socket-mode'], "Unknown option '--socket-mode'."],
    [[APP_ID], `Unexpected argument '${APP_ID}'.`],
  ])('%j is refused with one sentence', (args, sentence) => {
    expect(() => readTeamsOptions(args)).toThrow(
      expect.objectContaining({ name: 'Misuse', message: expect.stringContaining(sentence) }),
    );
  });
});

function parse(files: Record<string, Uint8Array>, file: string) {
  return JSON.parse(strFromU8(files[file] ?? new Uint8Array()));
}
