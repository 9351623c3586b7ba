import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { SUBCOMMANDS } from '../../src/slack/listeners/approval-command.ts';
import manifest from '../../src/teams/app/manifest.json' with { type: 'json' };
import { DEFAULT_LOCALE, LANGUAGES } from '../../src/wording/languages.ts';
import { manifestFaults, translationFaults } from '../support/teams-app-schemas.ts';

const APP = new URL('../../src/teams/app/', import.meta.url);
const NO_ID = '00000000-0000-0000-0000-000000000000';

const [bot] = manifest.bots;
const commandLists = bot?.commandLists ?? [];
const { defaultLanguageTag, additionalLanguages } = manifest.localizationInfo;

describe('the manifest of the Teams app', () => {
  it('is valid for the schema of version 1.30', () => {
    expect(manifest.manifestVersion).toBe('1.30');
    expect(manifest.$schema).toContain('/v1.30/');
    expect(manifestFaults(manifest)).toEqual([]);
  });

  it('is checked by a schema that refuses what Teams refuses', () => {
    const { developer: _, ...nameless } = manifest;

    expect(manifestFaults({ ...nameless, id: 'countersign', slashCommands: [] })).toEqual([
      "/ must have required property 'developer'",
      '/ must NOT have additional properties',
      expect.stringMatching(/^\/id must match pattern/),
    ]);
  });

  it('has the version of the package, because Teams takes an update only with a new one', () => {
    expect(manifest.version).toBe(packageJson.version);
  });

  it('has no bot of its own: the tool puts in that of the deployment', () => {
    expect([manifest.id, bot?.botId]).toEqual([NO_ID, NO_ID]);
  });

  it('is for channels and personal chats, with one list of commands for each', () => {
    expect(manifest.bots).toHaveLength(1);
    expect(bot?.scopes).toEqual(['team', 'personal']);
    expect(commandLists.map(({ scopes }) => scopes)).toEqual([['team'], ['personal']]);
  });

  it.each(commandLists)('declares exactly the commands of the code ($scopes)', ({ commands }) => {
    const titles = commands.map(({ title }) => title);

    expect(titles.sort()).toEqual([...SUBCOMMANDS.keys()].sort());
  });

  it.each(commandLists)('suggests only what can be sent as it is ($scopes)', ({ commands }) => {
    const suggested = commands.filter(({ type }) => type === 'prompt');

    expect(suggested.map(({ prompt }) => prompt)).toEqual(['start', 'list', 'help']);
    expect(suggested.map(({ title }) => title)).toEqual(['start', 'list', 'help']);
  });

  it('declares nothing that the code does not have', () => {
    expect(Object.keys(manifest).sort()).toEqual([
      '$schema',
      'accentColor',
      'bots',
      'defaultGroupCapability',
      'defaultInstallScope',
      'description',
      'developer',
      'icons',
      'id',
      'localizationInfo',
      'manifestVersion',
      'name',
      'permissions',
      'validDomains',
      'version',
    ]);
    expect(Object.keys(bot ?? {})).toEqual(['botId', 'scopes', 'commandLists']);
    // No page of ours is shown inside of Teams. Links open in the browser.
    expect(manifest.validDomains).toEqual([]);
  });
});

describe('the translations of the Teams app', () => {
  it('are those of the product', () => {
    expect([defaultLanguageTag, ...additionalLanguages.map(({ languageTag }) => languageTag)]).toEqual(
      LANGUAGES,
    );
    expect(defaultLanguageTag).toBe(DEFAULT_LOCALE);
  });

  it.each(additionalLanguages)('$file is valid for the schema', ({ file }) => {
    const strings = read(file);

    expect(strings.$schema).toContain('/v1.30/');
    expect(translationFaults(strings)).toEqual([]);
    expect(translationFaults({ ...strings, 'name.short': 'x'.repeat(31) })).not.toEqual([]);
  });

  it.each(additionalLanguages)('$file translates each text, but no command', ({ file }) => {
    const descriptions = commandLists.flatMap(({ commands }, list) =>
      commands.map((_, command) => `bots[0].commandLists[${list}].commands[${command}].description`),
    );

    expect(Object.keys(read(file))).toEqual([
      '$schema',
      'name.short',
      'description.short',
      'description.full',
      ...descriptions,
    ]);
  });

  it.each(additionalLanguages)(
    '$file names in each description the command that it describes',
    ({ file }) => {
      const strings = read(file);
      const examples = commandLists.flatMap(({ commands }, list) =>
        commands.map(({ title }, command) => ({
          title,
          text: strings[`bots[0].commandLists[${list}].commands[${command}].description`],
        })),
      );

      for (const { title, text } of examples) {
        if (['start', 'status', 'cancel'].includes(title))
          expect(text).toMatch(new RegExp(`[:：] ?${title} `));
      }
    },
  );
});

describe('the icons of the Teams app', () => {
  const { color, outline } = manifest.icons;

  it('have the sizes that Teams asks for', () => {
    expect(pngHeader(color)).toMatchObject({ width: 192, height: 192 });
    expect(pngHeader(outline)).toMatchObject({ width: 32, height: 32 });
  });

  it('are opaque in colour, and transparent as an outline', () => {
    expect(pngHeader(color).hasAlpha).toBe(false);
    expect(pngHeader(outline).hasAlpha).toBe(true);
  });
});

it('the folder of the Teams app holds what the package holds', () => {
  const named = [
    'manifest.json',
    ...Object.values(manifest.icons),
    ...additionalLanguages.map(({ file }) => file),
  ];

  expect(readdirSync(APP).sort()).toEqual(named.sort());
});

function read(file: string): Record<string, string> {
  return JSON.parse(readFileSync(new URL(file, APP), 'utf8'));
}

/** The first chunk of a PNG file, IHDR (RFC 2083, 4.1.1). */
function pngHeader(file: string) {
  const bytes = readFileSync(new URL(file, APP));
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG');
  const colourType = bytes.readUInt8(25);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), hasAlpha: (colourType & 4) !== 0 };
}
