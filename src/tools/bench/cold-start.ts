import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { type Bundle, REQUIRE, ROOT } from '../../../infra/bundle.ts';
import { FUNCTION_ENVIRONMENT } from '../../../test/support/function-environment.ts';
import { commandBody, signedEvent } from '../../../test/support/slack-request.ts';
import { taskToken } from '../../../test/support/task-tokens.ts';
import { median } from './median.ts';

const ROUNDS = 15;

/** Milliseconds that a bundle adds to the start of Node: medians of the differences to a process that imports nothing. */
export interface ColdStart {
  readonly import: number;
  /** Until the first request is answered; missing where it is not measured. */
  readonly firstRequest?: number;
}

/** The bundle that we deploy, and one of the same entry that esbuild makes with no more than `bundle` and `minify`. */
export interface Beside {
  readonly ours: ColdStart;
  readonly plain: ColdStart;
}

/** The first requests that are measured. */
const FIRST_REQUESTS: Readonly<Record<string, () => object>> = {
  'create-urls': () => ({
    token: taskToken(700),
    actions: [{ name: 'approve', type: 'success', output: { name_in_output: 'Ben' } }],
  }),
  slack: () =>
    signedEvent({ body: commandBody('start Ben'), timestamp: Math.floor(Date.now() / 1000) }) as object,
  'request-approval': () => ({
    token: taskToken(700),
    execution: 'arn:aws:states:eu-central-1:123456789012:execution:ApprovalEmails:asking',
    request: { name: 'Ben', requester: 'ann' },
  }),
};

/**
 * @param folder gets the plain bundles
 * @param cloud the URL of the fake AWS and Slack
 */
export async function measureColdStarts(
  bundles: readonly Bundle[],
  folder: string,
  cloud: string,
): Promise<ReadonlyMap<string, Beside>> {
  const env = { ...FUNCTION_ENVIRONMENT, AWS_ENDPOINT_URL: cloud, SLACK_API_URL: `${cloud}/api/` };
  const measured = new Map<string, Beside>();
  for (const { entry, file } of bundles) {
    const plain = await buildPlain(entry, folder);
    const request = FIRST_REQUESTS[entry];
    const programs = [file, plain].flatMap((one) => [
      importOf(one),
      ...(request ? [`${importOf(one)}; await handler(${JSON.stringify(request())}, {})`] : []),
    ]);
    const times = await mediansOf(['', ...programs], env);
    const [nothing = 0, ...added] = times;
    const [ours = [], plainly = []] = request
      ? [added.slice(0, 2), added.slice(2)]
      : [added.slice(0, 1), added.slice(1)];
    measured.set(entry, { ours: coldStart(ours, nothing), plain: coldStart(plainly, nothing) });
  }
  return measured;
}

function coldStart([imported = 0, answered]: readonly number[], nothing: number): ColdStart {
  return {
    import: imported - nothing,
    ...(answered !== undefined && { firstRequest: answered - nothing }),
  };
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
