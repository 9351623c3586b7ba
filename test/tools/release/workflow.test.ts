import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };

interface Workflow {
  readonly on: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}

const FILE = path.join(import.meta.dirname, '../../../.github/workflows/release.yml');

describe('the workflow of a release', () => {
  const { on, permissions, jobs } = parse(readFileSync(FILE, 'utf8')) as Workflow;
  const { build, publish } = jobs;
  const commands = (job: Job | undefined) => job?.steps.flatMap(({ run = [] }) => run) ?? [];

  it('runs for tags only, after all checks, and checks the versions', () => {
    expect(on).toEqual({ push: { tags: ['v*'] } });
    expect(commands(build)).toEqual(['bash .ci/run', 'npm run release -- --tag "$GITHUB_REF_NAME"']);
    expect(manifest.scripts).toHaveProperty('release');
    expect(publish?.needs).toBe('build');
  });

  it('may write only where nothing of the repository runs', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(build).not.toHaveProperty('permissions');
    expect(publish?.permissions).toEqual({ contents: 'write', 'id-token': 'write' });
    expect(publish?.steps.some(({ uses }) => uses?.startsWith('actions/checkout@'))).toBe(false);
    expect(commands(publish).map((command) => command.split(' ').slice(0, 2).join(' '))).toEqual([
      'cd release',
      'npm publish',
      'gh release',
    ]);
    expect(commands(publish)[1]).toContain('--provenance --access public --ignore-scripts');
  });
});
