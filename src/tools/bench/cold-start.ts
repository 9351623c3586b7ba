import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Bundle, REQUIRE, ROOT } from '../../../infra/bundle.ts';
import { firstRequests } from './first-requests.ts';
import { median } from './median.ts';

const ROUNDS = 15;

/** Milliseconds that a bundle adds to the start of Node: medians of the differences to a process that imports nothing. */
export interface ColdStart {
  readonly import: number;
  /** Until the first request is answered. */
  readonly firstRequest: number;
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
    const programs = [file, await buildPlain(entry, folder)].flatMap((one) => [
      importOf(one),
      `${importOf(one)}; const answer = await handler(${JSON.stringify(event)}, {}); ${ASSERT_ANSWERED}`,
    ]);
    const times = await mediansOf(['', ...programs], { ...shared, ...env });
    const [nothing = 0, ...all] = times;
    const [imported = 0, answered = 0, plainImported = 0, plainAnswered = 0] = all.map(
      (time) => time - nothing,
    );
    measured.set(entry, {
      ours: { import: imported, firstRequest: answered },
      plain: { import: plainImported, firstRequest: plainAnswered },
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

/** The programs take turns, so that what else the machine does falls on all of them. */
async function mediansOf(programs: readonly string[], env: NodeJS.ProcessEnv): Promise<readonly number[]> {
  const times = programs.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, code] of programs.entries()) times[index]?.push(await timeOf(code, env));
  }
  return times.map(median);
}

async function timeOf(code: string, env: NodeJS.ProcessEnv): Promise<number> {
  const startedAt = performance.now();
  // Lambda does not end the process, but an open connection would keep it here.
  const whole = `${code}; process.exit()`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', whole], { env });
  return performance.now() - startedAt;
}
