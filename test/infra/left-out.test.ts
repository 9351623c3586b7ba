import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../infra/bundle.ts';
import { LEFT_OUT, leaveOut } from '../../infra/left-out.ts';

/** The stub of a file, as the bundles have it. */
async function stubOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`node_modules/${file}`],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [leaveOut],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
}

/** A new version of a package may have moved it: then nothing would be left out. */
it.each(Object.keys(LEFT_OUT))('%s is in the packages', (place) => {
  expect(existsSync(path.join(ROOT, 'node_modules', place))).toBe(true);
});

describe.each(Object.entries(LEFT_OUT).filter(([place]) => place.endsWith('.js')))(
  'the stub of %s',
  (place, { names, unused = [], because }) => {
    it('has names that the file still exports', async () => {
      const source = readFileSync(path.join(ROOT, 'node_modules', place), 'utf8');
      for (const name of Object.keys(await stubOf(place)))
        expect(source).toMatch(new RegExp(`\\b${name}\\b`));
    });

    it.each(names)('names itself and the reason when %s is called', async (name) => {
      const { [name]: stub } = (await stubOf(place)) as Record<string, new () => unknown>;
      if (!stub) throw new TypeError(`no ${name}`);
      const error = expect.objectContaining({
        name: 'LeftOutError',
        message: `${place} is left out of the bundle (infra/left-out.ts): ${because}.`,
      });
      expect(() => new stub()).toThrow(error);
      expect(() => (stub as unknown as () => unknown)()).toThrow(error);
    });

    it.each(unused)('names itself and the reason when an object of %s is used', async (name) => {
      const { [name]: stub } = (await stubOf(place)) as Record<string, new () => { format?: unknown }>;
      if (!stub) throw new TypeError(`no ${name}`);
      const made = new stub();
      expect(() => made.format).toThrow(expect.objectContaining({ name: 'LeftOutError' }));
    });
  },
);

it.each([
  '@slack/bolt/dist/receivers/ExpressReceiver.js',
  '@slack/bolt/dist/receivers/HTTPReceiver.js',
  '@slack/bolt/dist/receivers/SocketModeReceiver.js',
  '@slack/bolt/dist/Assistant.js',
  '@slack/socket-mode/',
  '@slack/oauth/',
])('of Bolt, %s is left out', (place) => {
  expect(Object.keys(LEFT_OUT)).toContain(place);
});

it('without files of AWS, clients take what the environment does not say from their defaults', async () => {
  const place = '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js';
  const { loadSharedConfigFiles } = (await stubOf(place)) as Record<string, () => Promise<object>>;
  expect(await loadSharedConfigFiles?.()).toEqual({ configFile: {}, credentialsFile: {} });
});
