import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Misuse } from '../../src/cli/arguments.ts';
import { run } from '../../src/cli/run.ts';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails';
const OTHER = 'arn:aws:states:us-east-1:123456789012:execution:Other:1';

/** Runs the command without a deployment: nothing here may get that far. */
async function runHere(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  const printed = { out: '', err: '' };
  const code = await run(args, {
    env: { COUNTERSIGN_STATE_MACHINE: MACHINE },
    out: (lines) => {
      printed.out += `${lines}\n`;
    },
    err: (lines) => {
      printed.err += `${lines}\n`;
    },
    readText: async (file) => {
      const text = files[file];
      if (text === undefined) throw new Misuse(`The file ${file} cannot be read (ENOENT).`);
      return text;
    },
    writeBytes: () => Promise.reject(new Error('nothing is written here')),
    pause: () => Promise.reject(new Error('nothing waits here')),
    interrupted: new AbortController().signal,
  });
  return { code, ...printed };
}

const ASK = ['ask', '--title', 'x'];

test.each([
  [[], 'Name a command: ask, get, mcp, manifest or check.'],
  [['aks'], '“aks” is no command.'],
  [['ask', '--titel', 'x'], "Unknown option '--titel'"],
  [['ask'], 'The request has no title.'],
  [['ask', '--title', ''], 'The request has no title.'],
  [['ask', '--title', ' ', '--name', ''], 'The request has no title.'],
  [['ask', '--title', 'x', 'two.words'], "Unexpected argument 'two.words'"],
  [[...ASK, '--approvers', 'ann'], 'The approver "ann" is neither'],
  [[...ASK, '--approvals', 'two'], 'approvals'],
  [[...ASK, '--detail', 'production'], '--detail takes a label and a text'],
  [[...ASK, '--interval', 'often'], '--interval takes a duration'],
  [[...ASK, '--interval', '25d'], 'at most 1d'],
  [[...ASK, '--channel', 'general'], 'is not the id of a channel'],
  [[...ASK, '--request', 'missing.json'], 'missing.json cannot be read'],
  [[...ASK, '--request', 'list.json'], 'list.json is not a JSON object'],
  [[...ASK, '--request', 'quorum.json'], 'The input has "quorum", which is not supported'],
  [[...ASK, '--request', 'long.json'], 'more than 262144 bytes'],
  [[...ASK, '--state-machine', 'ApprovalEmails'], 'is not the ARN of a state machine'],
  [[...ASK, '--state-machine', MACHINE, '--stack', 'b'], 'exclude each other'],
  [['get'], 'Give the id of one request'],
  [['get', OTHER, OTHER], 'Give the id of one request'],
  [['get', 'Ben'], '“Ben” is not the id of a request'],
  [['get', OTHER], 'is not a request of'],
  [['mcp', '--request', '-'], '--request - cannot read it'],
  [['mcp', '--approvers', 'ann'], 'The approver "ann" is neither'],
  [['mcp', '--wait'], "Unknown option '--wait'"],
  [['manifest'], 'Name an app: manifest slack or manifest teams.'],
  [['manifest', 'email'], '“email” is no app.'],
  [['manifest', '--socket-mode'], '“--socket-mode” is no app.'],
  [['manifest', 'slack'], 'or give --socket-mode'],
  [['manifest', 'slack', '--url', 'http://example.com'], '--url must be an https URL'],
  [['manifest', 'slack', '--socket-mode', '--app-id', 'x'], "Unknown option '--app-id'"],
  [['manifest', 'teams'], 'Give the application (client) id'],
  [['manifest', 'teams', '--socket-mode'], "Unknown option '--socket-mode'"],
])('%j is misuse: it says on one line what to change', async (args, sentence) => {
  const files = {
    'list.json': '[]',
    'quorum.json': '{"quorum": 2}',
    'long.json': JSON.stringify({ details: { Log: 'x'.repeat(262_144) } }),
  };

  const { code, out, err } = await runHere(args, files);

  expect({ code, out }).toEqual({ code: 64, out: '' });
  expect(err).toContain(sentence);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('--help shows each exit code, and --version that of the package', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));

  expect(await runHere(['ask', '--help'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('2    expired'),
  });
  expect(await runHere(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});
