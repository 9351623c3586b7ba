import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Bundle, REQUIRE, ROOT } from '../../../infra/bundle.ts';
import { firstRequests } from './first-requests.ts';
import { type Spread, spreadOf } from './spread.ts';

const ROUNDS = 15;

/** Milliseconds that a bundle adds to the start of Node: the differences to a process that imports nothing, in the same round. */
export interface ColdStart {
  readonly import: Spread;
  /** Until the first request is answered. */
  readonly firstRequest: Spread;
}

/** The bundle that we deploy, and one of the same entry that esbuild makes with no more than `bundle` and `minify`. */
export interface Beside {
  readonly ours: ColdStart;
  readonly plain: ColdStart;
}

/** A refusal takes less time. */
const ASSERT_ANSWERED = 'if ((answer?.statusCode ?? 200) !== 200) throw new Error(JSON.stringify(answer))';

/**
 * @param folder gets the plain bundles
 * @param cloud the URL of the fake AWS and Slack
 */
export async function measureColdStarts(
  bundles: readonly Bundle[],
  folder: string,
  cloud: string,
): Promise<ReadonlyMap<string, Beside>> {
  const measured = new Map<string, Beside>();
  const { requests, shared, close } = await firstRequests(cloud);
  for (const { entry, file } of bundles) {
    const { event, env } = requests[entry];
    const answering = `const answer = await handler(${JSON.stringify(event)}, {}); ${ASSERT_ANSWERED}`;
    const programs = [file, await buildPlain(entry, folder)].flatMap((one) => [
      importOf(one),
      `${importOf(one)}; ${answering}`,
    ]);
    const rounds = await roundsOf(programs, { ...shared, ...env });
    const taken = (program: number) => spreadOf(rounds.map((times) => times[program] ?? Number.NaN));
    measured.set(entry, {
      ours: { import: taken(0), firstRequest: taken(1) },
      plain: { import: taken(2), firstRequest: taken(3) },
    });
  }
  await close();
  return measured;
}

async function buildPlain(entry: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${entry}.mjs`);
  await build({
    absWorkingDir: ROOT,
    entryPoints: [`src/${entry}.lambda.ts`],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    banner: { js: REQUIRE },
  });
  return outfile;
}

function importOf(file: string): string {
  return `const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)})`;
}

/**
 * How long each program takes, beside a process that does nothing. The programs take turns, so that what else the machine does
 * falls on all of them.
 */
async function roundsOf(
  programs: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<readonly (readonly number[])[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const nothing = await timeOf('', env);
    const times: number[] = [];
    for (const program of programs) times.push((await timeOf(program, env)) - nothing);
    rounds.push(times);
  }
  return rounds;
}

async function timeOf(code: string, env: NodeJS.ProcessEnv): Promise<number> {
  const startedAt = performance.now();
  // Lambda does not end the process, but an open connection would keep it here.
  const whole = `${code}; process.exit()`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', whole], { env });
  return performance.now() - startedAt;
}
