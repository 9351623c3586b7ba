import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };

interface Workflow {
  readonly on: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'build' | 'npm' | 'github', Job>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }[];
}

const FOLDER = path.join(import.meta.dirname, '../../../.github/workflows');
const commandsOf = ({ steps }: Job) => steps.flatMap(({ run = [] }) => run);

describe('the workflow of a release', () => {
  const { on, permissions, jobs } = parse(readFileSync(path.join(FOLDER, 'release.yml'), 'utf8')) as Workflow;
  const { build, npm, github } = jobs;

  it('runs for tags of versions only, after all checks, and checks the versions', () => {
    expect(on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
    expect(commandsOf(build)).toEqual([
      'bash .ci/run',
      expect.stringContaining('npm pkg set '),
      'npm run release -- --tag "$GITHUB_REF_NAME"',
    ]);
    expect(manifest.scripts).toHaveProperty('release');
    expect([npm.needs, github.needs]).toEqual(['build', 'npm']);
  });

  it('says in the package which repository it is of, as npm compares it with the provenance', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'countersign-repository-'));
    await writeFile(path.join(folder, 'package.json'), JSON.stringify({ name: 'countersign' }));
    const env = {
      ...process.env,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: 'someone/countersign',
    };
    execFileSync('bash', ['-c', commandsOf(build)[1] ?? ''], { cwd: folder, env });

    expect(JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'))).toEqual({
      name: 'countersign',
      repository: { type: 'git', url: 'git+https://github.example/someone/countersign.git' },
    });
    await rm(folder, { recursive: true });
  });

  it('may write only where nothing of the repository runs, each job in one place', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(build).not.toHaveProperty('permissions');
    expect(npm.permissions).toEqual({ 'id-token': 'write' });
    expect(github.permissions).toEqual({ contents: 'write' });
    expect(JSON.stringify([npm, github])).not.toContain('actions/checkout@');
    const check = 'cd release && sha256sum --check SHA256SUMS';
    expect(commandsOf(npm)).toEqual([
      check,
      'npm publish --provenance --access public --ignore-scripts ./release/countersign-*.tgz',
    ]);
    expect(commandsOf(github)).toEqual([
      check,
      expect.stringMatching(/^gh release create .* --notes-file release\/CHANGES\.md release\/\*$/),
    ]);
  });

  it('publishes without a token, and builds without a cache that another run wrote', () => {
    const setups = [...build.steps, ...npm.steps].filter(({ uses }) =>
      uses?.startsWith('actions/setup-node@'),
    );
    expect(setups).toHaveLength(2);
    for (const setup of setups) {
      expect(setup.with).toMatchObject({ 'package-manager-cache': false });
      expect(setup.with).not.toHaveProperty('registry-url');
    }
  });
});

describe.each(readdirSync(FOLDER))('the actions of %s', (file) => {
  it('are named by their commit, with the version beside it', () => {
    const uses = readFileSync(path.join(FOLDER, file), 'utf8').match(/uses: .*/g) ?? [];
    expect(uses.length).toBeGreaterThan(0);
    for (const one of uses) expect(one).toMatch(/^uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
});
