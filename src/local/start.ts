import { ConfigError } from '../config.ts';
import { formatLine, type LogLine } from '../log.ts';
import { OptionError, readOptions, USAGE } from './options.ts';
import { type Stack, startStack } from './stack.ts';

/** `npm start`: runs the embedded stack until Ctrl-C. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return print(USAGE);
  if (process.env.SLACK_APP_TOKEN) print('Connecting to Slack…\n');
  const stack = await startStack({ ...options, env: process.env, log: logErrors });
  print(welcome(stack));
  await Promise.race([stopSignal(), stack.lost]);
  print('\nCountersign stops. Nothing is kept: executions, messages and e-mails are gone.\n');
  await stack.close();
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  // Slack's client keeps trying to connect, and would keep the process alive.
  process.exit(1);
}

function welcome({ url, awsUrl, startCommand, slack }: Stack): string {
  return `
Countersign runs on this machine. Press Ctrl-C to stop it. Nothing is kept: each start is empty.

  Console   ${url}   ${slack ? 'Slack, Teams, the inbox and the executions' : 'Teams, the inbox and the executions; Slack is your own workspace'}
  AWS       ${awsUrl}   Step Functions, SNS, SES, KMS and Lambda, for any SDK or the AWS CLI

Press “Start an approval for Ben” in the console, or run:

${startCommand.replace(/^/gm, '  ')}
`;
}

/** Resolves at the first Ctrl-C or SIGTERM. A second one ends the process at once. */
function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
  return promise;
}

/** The console shows what happens. The terminal shows only errors. */
function logErrors(line: LogLine): void {
  if (line.level === 'error') process.stderr.write(`${formatLine(line, new Date())}\n`);
}

/** One sentence if the person at the terminal can solve the problem, otherwise the whole error. */
function explain(error: unknown): string {
  if (error instanceof OptionError || error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken: stop the program that uses it, or choose other ports, such as npm start -- --port 3001 --aws-port 4567.`;
  }
  if (code === 'EACCES') return `You may not use port ${port}: choose one above 1023.`;
  return error.stack ?? error.message;
}

function print(text: string): void {
  process.stdout.write(text);
}
