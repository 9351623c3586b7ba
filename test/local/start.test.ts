import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startFakeSlack } from './support/fake-slack.ts';
import { runScript } from './support/run-script.ts';
import { startTestStack } from './support/test-stack.ts';

const FREE_PORTS = ['--port', '0', '--aws-port', '0'];

/** Starts the command, and waits until the command has printed its URLs. */
async function startCli(env?: Record<string, string>) {
  const run = runScript('local/start.ts', FREE_PORTS, env);
  while (!run.output.stdout.includes('start-execution')) await once(run.child.stdout, 'data');
  const [, url = ''] = /Console +(\S+)/.exec(run.output.stdout) ?? [];
  return { ...run, url };
}

test('npm start prints the URLs, and an AWS command to try', async () => {
  const { output, url } = await startCli();
  expect((await fetch(url)).status).toBe(200);
  expect(output.stdout).toMatch(/AWS +http:\/\/127\.0\.0\.1:\d+/);
  expect(output.stdout).toContain('stateMachine:ApprovalEmails');
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'npm start ends on %s, even while the page is open',
  async (signal) => {
    const { child, exited, url } = await startCli();
    const events = await fetch(`${url}/_local/events`);
    child.kill(signal);
    expect(await exited).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/Nothing is kept: executions, messages and e-mails are gone\.\n$/),
    });
    await expect(events.text()).rejects.toThrow('terminated');
  },
);

test('npm start explains its options with --help', async () => {
  const { code, stdout } = await runScript('local/start.ts', ['--help']).exited;
  expect(code).toBe(0);
  expect(stdout).toContain('--aws-port');
  expect(stdout).toContain('Nothing is kept after Ctrl-C.');
});

test('npm start reports in one sentence that a port is taken', async () => {
  const { stack } = await startTestStack();
  const { port } = new URL(stack.url);
  const { code, stderr } = await runScript('local/start.ts', ['--port', port, '--aws-port', '0']).exited;
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`^Port ${port} is taken: .*\\n$`));
});

test.each([
  [['--prot', '1'], "Unknown option '--prot'"],
  [['--port', 'web'], '--port takes a number from 0 to 65535, not “web”.'],
  [['--port', '65536'], '--port takes a number from 0 to 65535'],
  [['--port', '3399', '--aws-port', '3399'], '--port and --aws-port must differ'],
  [['--port'], 'argument missing'],
  [['fast'], "Unexpected argument 'fast'"],
])('npm start reports in one sentence what is wrong with %j', async (args, sentence) => {
  const { code, stdout, stderr } = await runScript('local/start.ts', args).exited;
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test.each([
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN'],
  [{ LOCALE: 'xx' }, 'LOCALE'],
])('npm start reports in one sentence what is wrong with the environment %j', async (env, name) => {
  const { code, stderr } = await runScript('local/start.ts', FREE_PORTS, env).exited;
  expect(code).toBe(1);
  expect(stderr).toContain(name);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test('npm start ends with one sentence if Slack turns off the connection of a real workspace', async () => {
  const slack = await startFakeSlack({ appToken: 'xapp-app' });
  const tokens = { SLACK_BOT_TOKEN: 'xoxb-bot', SLACK_APP_TOKEN: 'xapp-app', SLACK_CHANNEL: 'C1' };
  const { exited } = await startCli({ ...tokens, SLACK_API_URL: slack.apiUrl });

  await slack.deliver({ type: 'disconnect', reason: 'link_disabled' });

  const { code, stderr } = await exited;
  expect(code).toBe(1);
  expect(stderr).toMatch(/^Slack refuses the connection of Socket Mode \(link_disabled\)\. Turn on .*\n$/);
});
