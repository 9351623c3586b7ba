import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface Options {
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Runs the CDK CLI, as the documentation says. The error of a failed run contains its output. */
export async function cdk(args: readonly string[], options: Options = {}): Promise<void> {
  const child = spawn('npx', ['cdk', ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`npx cdk ${args.join(' ')} failed:\n${output.slice(-4_000)}`);
}
