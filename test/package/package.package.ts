import { execFile } from 'node:child_process';
import { copyFile, glob, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { synthesized } from '../infra/synthesized.ts';
import { manifestFaults, translationFaults } from '../support/teams-app-schemas.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const EXAMPLES = path.join(ROOT, 'infra/examples');
const API = 'https://abc.execute-api.eu-west-1.amazonaws.com';
const APP_ID = '1f6e1c2a-3b4d-4e5f-8a9b-0c1d2e3f4a5b';
const SETTINGS = { emails: 'you@example.com', slackChannel: 'C0123456789', timeoutDays: '3' };
const COMPILER = {
  target: 'es2022',
  module: 'nodenext',
  types: ['node'],
  strict: true,
  skipLibCheck: false,
  resolveJsonModule: true,
};

let tarball: string;
let files: readonly string[];

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-pack-'));
  await run(ROOT, 'npm', 'run', 'build:package');
  const packed = await run(ROOT, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  const [{ filename, files: all }] = JSON.parse(packed);
  tarball = path.join(folder, filename);
  files = all.map((file: { path: string }) => file.path);
});

describe('the package', () => {
  it('has the constructs, the bundles, the state machines, the schemas, and the terms of what is bundled', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'assets/NOTICES.txt',
        'assets/slack/index.mjs',
        'bin/countersign.js',
        'lib/index.d.ts',
        'lib/index.js',
        'sbom.cdx.json',
        'schemas/approval-request.schema.json',
        'schemas/create-urls.schema.json',
        'workflow/approval-emails.asl.json',
      ]),
    );
    const folders = files.flatMap((file) => (file.includes('/') ? [path.dirname(file).split('/')[0]] : []));
    expect([...new Set(folders)].sort()).toEqual(['assets', 'bin', 'lib', 'schemas', 'workflow']);
  });

  it('has the bill of materials of what is bundled', async () => {
    const packed = await run(ROOT, 'tar', '-xzOf', tarball, 'package/sbom.cdx.json');
    const { bomFormat, metadata, components } = JSON.parse(packed);
    expect([bomFormat, metadata.component['bom-ref']]).toEqual([
      'CycloneDX',
      `countersign@${manifest.version}`,
    ]);
    expect(components.map(({ name }: { name: string }) => name)).toContain('@aws-sdk/client-sfn');
  });

  it('has nothing that only builds it, and needs nothing but CDK', () => {
    const names = files.map((file) => path.basename(file));
    expect(names.filter((name) => /^(?:bundle|left-out|notices|app|checked-app)\./.test(name))).toEqual([]);
    expect(manifest).not.toHaveProperty('dependencies');
    expect(Object.keys(manifest.peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
  });
});

describe('an app in a folder of its own', () => {
  it('compiles and synthesises as an ES module, offline, with the TypeScript and the CDK of this repository', async () => {
    const app = await newApp({ type: 'module' }, ['app.ts', 'checked.ts']);
    await writeFile(path.join(app, 'documented.ts'), await documented('ts'));
    const installed = path.join(app, 'node_modules/countersign');
    await mkdir(installed, { recursive: true });
    await run(app, 'tar', '-xzf', tarball, '--strip-components=1', '-C', installed);
    await link(app, ['aws-cdk-lib', 'constructs', 'cdk-nag', '@types/node']);
    const examples = await copyExamples(app);

    await run(app, process.execPath, path.join(ROOT, 'node_modules/typescript/bin/tsc'));
    const { types, theirs } = JSON.parse(await run(app, process.execPath, 'app.js'));
    const checked = JSON.parse(await run(app, process.execPath, 'checked.js'));

    await run(app, process.execPath, 'documented.js');
    for (const example of examples) {
      const synthesise = `(await import('./${example}.js')).app.synth()`;
      await run(app, process.execPath, '--input-type=module', '--eval', synthesise);
    }

    expect(types.sort()).toEqual(typesOfStack());
    expect(theirs).toContain('AWS::Events::Rule');
    expect(checked).toEqual({ findings: [], title: 'The input of an approval request' });
  });

  it('installs, compiles and synthesises as CommonJS, with TypeScript 5.9 and the oldest CDK', async () => {
    const app = await newApp({ type: 'commonjs' }, ['app.ts']);
    await copyExamples(app);
    const oldest = Object.entries(manifest.peerDependencies).map(([name, range]) =>
      range.replace('^', `${name}@`),
    );
    await run(
      app,
      'npm',
      'install',
      '--no-audit',
      '--no-fund',
      tarball,
      ...oldest,
      'typescript@5.9',
      '@types/node@24',
      'jest@30',
      '@swc/core@1',
      '@swc/jest@0.2',
    );

    const tsc = path.join(app, 'node_modules/typescript/bin/tsc');
    await run(app, process.execPath, tsc);
    // As in an app that was created long ago.
    await run(app, process.execPath, tsc, '--noEmit', '--module', 'commonjs', '--moduleResolution', 'node10');
    const { types, theirs } = JSON.parse(await run(app, process.execPath, 'app.js'));

    expect(await run(app, 'node_modules/.bin/countersign', '--version')).toContain(manifest.version);
    expect(types.sort()).toEqual(typesOfStack());
    expect(theirs).toContain('AWS::Events::Rule');
    await makesBothApps(app);
    await passesInJest(app);
  });

  it('has the command without CDK, as npx installs it in a pipeline', async () => {
    const folder = await newApp({}, []);
    const npx = ['exec', '--yes', '--cache', path.join(folder, 'cache'), '--package', tarball];

    const version = await run(folder, 'npm', ...npx, '--', 'countersign', '--version');

    expect(version).toContain(manifest.version);
    const [installed = ''] = await readdir(path.join(folder, 'cache/_npx'));
    const packages = await readdir(path.join(folder, 'cache/_npx', installed, 'node_modules'));
    expect(packages.filter((name) => !name.startsWith('.'))).toEqual(['countersign']);
  });
});

/** The command of the installed package makes the manifest of the Slack app and the package of the Teams app. */
async function makesBothApps(app: string): Promise<void> {
  const slack = await run(app, 'npx', '--no', 'countersign', 'manifest', 'slack', '--url', API);
  const declared = await readFile(path.join(ROOT, 'manifest.yml'), 'utf8');
  expect(parse(slack)).toEqual(parse(declared.replaceAll('https://example.com', API)));

  const teams = await run(app, 'npx', '--no', 'countersign', 'manifest', 'teams', '--app-id', APP_ID);
  const packed = unzipSync(await readFile(path.join(app, teams.trim())));
  const { 'manifest.json': its = new Uint8Array(), 'de.json': german = new Uint8Array() } = packed;
  expect(JSON.parse(strFromU8(its))).toMatchObject({ id: APP_ID, bots: [{ botId: APP_ID }] });
  expect(manifestFaults(JSON.parse(strFromU8(its)))).toEqual([]);
  expect(translationFaults(JSON.parse(strFromU8(german)))).toEqual([]);
}

/** A test of the app passes in Jest, with the settings of docs/deploy.md. */
async function passesInJest(app: string): Promise<void> {
  await writeFile(path.join(app, 'jest.config.js'), `module.exports = {\n${await documented('js')}};\n`);
  await copyFile(path.join(import.meta.dirname, 'app/jest.ts'), path.join(app, 'app.test.ts'));
  await run(app, 'npx', '--no', 'jest', 'app.test.ts');
}

/** The first program in docs/deploy.md, in a language. */
async function documented(language: 'js' | 'ts'): Promise<string> {
  const page = await readFile(path.join(ROOT, 'docs/deploy.md'), 'utf8');
  const [, indent = '', code = ''] =
    new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\``, 'ms').exec(page) ?? [];
  return code.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

/** The types of the resources in the stack of this repository. */
function typesOfStack(): string[] {
  const { Resources } = synthesized(SETTINGS).template.toJSON();
  return Object.values<{ Type: string }>(Resources)
    .map(({ Type }) => Type)
    .sort();
}

/** Creates a folder with the app of a new user. */
async function newApp(packageJson: object, sources: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-app-'));
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(packageJson));
  await writeFile(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER, include: ['*.ts'] }),
  );
  for (const file of sources)
    await copyFile(path.join(import.meta.dirname, 'app', file), path.join(folder, file));
  return folder;
}

/** Copies the apps of infra/examples, as a user does. Returns their names. */
async function copyExamples(app: string): Promise<string[]> {
  const names: string[] = [];
  for await (const file of glob('*.ts', { cwd: EXAMPLES, exclude: ['*.lambda.ts'] })) {
    await copyFile(path.join(EXAMPLES, file), path.join(app, file));
    names.push(path.basename(file, '.ts'));
  }
  return names;
}

/** Makes packages of this repository available to an app. */
async function link(app: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const at = path.join(app, 'node_modules', name);
    await mkdir(path.dirname(at), { recursive: true });
    await symlink(path.join(ROOT, 'node_modules', name), at);
  }
}

/** Runs a command in a folder, and returns what it prints. It throws with all output if the command fails. */
async function run(folder: string, command: string, ...options: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, options, { cwd: folder, maxBuffer: 1e8 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${options.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}
