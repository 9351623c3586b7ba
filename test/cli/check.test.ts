import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import validate from 'asl-validator';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { QueryLanguage } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, test } from 'vitest';
import { ApprovalTask } from '../../infra/approval-task.ts';
import { Countersign } from '../../infra/countersign.ts';
import { objectIn } from '../../src/callback/json.ts';
import type { MachineReport, StateReport } from '../../src/cli/check/check-machine.ts';
import { CODES } from '../../src/cli/check/finding.ts';
import { withoutExpressions } from '../../src/cli/check/stand-ins.ts';
import { run as runCommand } from '../../src/cli/run.ts';
import { ReleaseStack } from '../infra/approval-task-example.ts';
import { REQUEST_APPROVAL, TELL_OUTCOME, userMachine } from '../infra/user-machine.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { runScript } from '../local/support/run-script.ts';
import { definitionOf } from '../support/countersign-in-aws.ts';

const OWN = fileURLToPath(new URL('../../workflow/approval-emails.asl.json', import.meta.url));
const TEMP = mkdtempSync(path.join(tmpdir(), 'countersign-check-'));

function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/state-machines/${name}.json`, import.meta.url));
}

/** Writes a file, and returns its path. */
function fileOf(content: unknown, name = 'machine.json'): string {
  const file = path.join(TEMP, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** Runs `countersign check` with these arguments. */
async function run(args: readonly string[], interrupted = new AbortController().signal) {
  const printed: string[] = [];
  const print = (lines: string) => void printed.push(`${lines}\n`);
  const code = await runCommand(['check', ...args], {
    env: {},
    out: print,
    err: print,
    readText: (file) => readFile(file, 'utf8'),
    writeBytes: () => Promise.reject(new Error('nothing is written here')),
    pause: () => Promise.reject(new Error('nothing waits here')),
    interrupted,
  });
  return { code, text: printed.join('') };
}

async function reportOf(file: string) {
  const { code, text } = await run([file, '--json']);
  const { machines } = JSON.parse(text) as { machines: MachineReport[] };
  return { code, machines, states: machines.flatMap(({ states }) => states) };
}

function inShort({ findings }: StateReport): string[] {
  return findings.map(({ severity, code }) => `${severity}: ${code}`);
}

describe('finds nothing in', () => {
  test('the definition in workflow, whose placeholders are no JSON', async () => {
    expect(await run([OWN])).toEqual({
      code: 0,
      text: [
        'approval-emails: 1 state waits for a task token.',
        '',
        '“SendApprovalRequest” asks for an approval.',
        '  Nothing to do.',
        '  The press tells the decision. If it could not, the state “SendConfirmation” does.',
        '',
        '0 problems, 0 warnings.',
        '',
      ].join('\n'),
    });
  });

  test('the template of an app with an ApprovalTask', async () => {
    const arns = { requestApproval: REQUEST_APPROVAL, tellOutcome: TELL_OUTCOME };
    const countersign = Countersign.fromFunctionArns(new Stack(), 'Countersign', arns);
    const template = Template.fromStack(new ReleaseStack(new App(), 'Theirs', countersign)).toJSON();
    const { code, machines } = await reportOf(fileOf(template));

    expect(code).toBe(0);
    expect(machines).toMatchObject([
      { name: expect.stringMatching(/^Machine/), states: [{ path: ['Release?'], findings: [] }] },
    ]);
  });

  test('an ApprovalTask in JSONata', async () => {
    const queryLanguage = QueryLanguage.JSONATA;
    const { definition } = userMachine(
      (stack, countersign) =>
        new ApprovalTask(stack, 'Release?', {
          countersign,
          title: 'Release',
          timeout: Duration.hours(8),
          queryLanguage,
        }),
      { queryLanguage },
    );
    const { code, states } = await reportOf(fileOf(definition));

    expect(code).toBe(0);
    expect(states.map(inShort)).toEqual([[]]);
  });

  test('a machine in which no state waits', async () => {
    const { text } = await run([fileOf({ StartAt: 'Done', States: { Done: { Type: 'Succeed' } } })]);
    expect(text).toBe('machine: No state waits for a task token.\n\n0 problems, 0 warnings.\n');
  });
});

test.each<[string, Record<string, string[]>]>([
  [
    'before-rounds.asl',
    {
      'Ask for approval': [
        'problem: no-timeout',
        'problem: token',
        'problem: execution',
        'problem: timeout-seconds',
        'problem: next-round',
        'warning: try-again',
        'problem: asks-again',
        'warning: rejection-not-caught',
        'problem: expired-not-caught',
        'warning: expiry-not-told',
      ],
    },
  ],
  [
    'in-each-region.asl',
    {
      'Both > Each region > Approve region': [
        'problem: next-round',
        'warning: try-again',
        'problem: asks-again',
      ],
      'Both > Each customer > Approve customer': [
        'problem: express',
        'warning: payload-not-read',
        'problem: next-round',
        'warning: try-again',
        'warning: lambda-errors',
        'problem: expired-not-caught',
      ],
    },
  ],
  [
    'other-callbacks.asl',
    {
      Queue: ['problem: no-timeout'],
      Topic: ['problem: token'],
      'Own function': ['warning: asks-again'],
      Fine: [],
    },
  ],
  [
    'sam-template',
    {
      'Approve order': [
        'problem: does-not-wait',
        'problem: express',
        'problem: token',
        'problem: next-round',
        'problem: try-again',
        'warning: lambda-errors',
        'warning: rejection-not-caught',
        'warning: expiry-not-caught',
      ],
    },
  ],
])('finds in %s what is wrong, state by state', async (name, expected) => {
  const { code, states } = await reportOf(fixture(name));

  expect(code).toBe(1);
  expect(Object.fromEntries(states.map((state) => [state.path.join(' > '), inShort(state)]))).toEqual(
    expected,
  );
});

// biome-ignore lint/suspicious/noExplicitAny: a definition has JSON of many types
type Members = any;

/** The deployment's own machine, after a change of the state that asks or of the whole machine. */
async function changed(change: (ask: Members, definition: Members) => void) {
  const definition = definitionOf('approval-emails');
  change(definition.States.SendApprovalRequest, definition);
  const { code, states } = await reportOf(fileOf(definition));
  return { code, findings: states.flatMap(({ findings }) => findings), states };
}

/** Writes a request into the state that asks. */
function written(ask: Members, request: object) {
  delete ask.Parameters.Payload['request.$'];
  ask.Parameters.Payload.request = request;
}

describe('a request that is written in the definition', () => {
  const HOLD = { name: 'hold', label: 'Hold', outcome: 'other' };
  const YES = { name: 'yes', label: 'Yes', outcome: 'approve' };
  const check = (request: object, change: (ask: Members, definition: Members) => void = () => undefined) =>
    changed((ask, definition) => {
      written(ask, request);
      change(ask, definition);
    });

  test.each<[object, string]>([
    [{ title: 'x' }, 'The input has no name.'],
    [{ 'name.$': '$.name', remind: { after: '4' } }, "The input's remind.after must be a duration"],
    [{ name: 'x', approvers: ['#ops'], 'title.$': '$.title' }, 'The approver "#ops" is neither'],
    [{ name: 'x', escalate: [{ after: '1d' }] }, 'An escalation does not say to whom'],
    [{ name: 'x', actions: [{ name: 'a', 'label.$': '$.label' }] }, 'The outcome of the action a must be'],
    [{ name: 'x', actions: [{ ...YES, inputs: ['why'] }], inputs: [] }, 'asks for the input "why"'],
    [{ name: 'x', inputs: [{ name: 'a', label: 'A', type: 'email' }] }, 'The type of the input a must be'],
    [{ name: 'x', 'aprovers.$': '$.who' }, 'Did you mean "approvers"?'],
    [{ name: 'x', self_approval: false }, 'the input needs a requester_id or a requester_email'],
  ])('is refused: %j', async (request, sentence) => {
    const { code, findings } = await check(request);
    expect(code).toBe(1);
    expect(findings).toContainEqual({
      severity: 'problem',
      code: 'request-refused',
      message: expect.stringContaining(sentence),
    });
    const other = await check(request, (ask) =>
      Object.assign(ask.Parameters, { FunctionName: 'add-approvers' }),
    );
    expect(other.findings).toContainEqual(
      expect.objectContaining({ severity: 'warning', code: 'request-refused' }),
    );
  });

  test.each<object>([
    { 'name.$': '$.name', 'approvers.$': '$.approvers', approvals: 2, 'remind.$': '$.remind' },
    { name: 'x', 'approvers.$': '$.approvers', unanimous: true, 'stages.$': '$.stages' },
    { name: 'x', approvers: ['\u0024{Boss}', 'U0123456789'], self_approval: false, 'requester_id.$': '$.id' },
    { name: 'x', 'inputs.$': '$.inputs', actions: [{ ...YES, inputs: ['why'] }] },
    { name: 'x', 'on_reject.$': '$.how', actions: [{ ...YES, outcome: 'reject', 'output.$': '$.output' }] },
    {
      name: 'x',
      actions: [
        { ...YES, 'name.$': '$.a', 'label.$': '$.b' },
        { ...YES, 'outcome.$': '$.c' },
      ],
    },
    {
      name: 'x',
      escalate: [{ 'after.$': '$.after', 'to.$': '$.to' }],
      inputs: [{ name: 'a', label: 'A', type: 'choice', 'options.$': '$.options', 'default.$': '$.default' }],
    },
  ])('is right, whatever its expressions give: %j', async (request) => {
    const { findings } = await check(request);
    expect(findings.filter(({ code }) => code === 'request-refused')).toEqual([]);
  });

  test('may have expressions in JSONata', () => {
    const request = {
      name: '{% $x %}',
      approvers: ['{% $x %}'],
      actions: '{% $x %}',
      surfaces: ['{% $x %}'],
    };
    expect(withoutExpressions(request, 'JSONata')).toEqual({
      name: expect.stringMatching(/^name/),
      approvers: ['ann@example.com', 'ben@example.com'],
    });
  });

  test.each<[object, string]>([
    [
      { remind: { after: '8d' } },
      'In its request, remind.after is 8d, but the request expires after 604800 seconds.',
    ],
    [{ remind: { after: '1d', before_expiry: '8d' } }, 'In its request, remind.before_expiry is 8d'],
    [{ escalate: [{ after: '7d', to: 'a@example.com' }] }, 'In its request, escalate is 7d'],
    [{ stages: [{ escalate: [{ after: '9d', to: 'a@example.com' }] }] }, 'In its request, escalate is 9d'],
  ])('has times that never come: %j', async (members, sentence) => {
    const { code, findings } = await check({ name: 'x', ...members });
    expect(code).toBe(0);
    expect(findings).toContainEqual({
      severity: 'warning',
      code: 'never-due',
      message: expect.stringContaining(sentence),
    });
    const soon = await check({ name: 'x', remind: { after: '1d' } });
    expect(soon.findings.map((finding) => finding.code)).not.toContain('never-due');
  });

  test('has an answer that is no approval, and no Choice state follows', async () => {
    const request = { name: 'x', actions: [YES, HOLD] };
    const { code, findings } = await check(request);
    expect(code).toBe(0);
    expect(findings.map(({ code, message }) => [code, message])).toContainEqual([
      'other-as-approval',
      expect.stringContaining('After the answer “hold”, the machine goes on as after an approval.'),
    ]);
    const branching = await check(request, (_, { States }) => {
      const Choices = [{ Variable: '$.output.decision.outcome', StringEquals: 'other', Next: 'Later' }];
      Object.assign(States, {
        Decided: { Type: 'Choice', Choices, Default: 'Later' },
        Later: { Type: 'Succeed' },
      });
    });
    expect(branching.findings.map((finding) => finding.code)).not.toContain('other-as-approval');
  });

  test('needs no Catch for a rejection, if no answer rejects', async () => {
    const without = (actions: object) =>
      check({ name: 'x', ...actions }, (ask) => {
        ask.Catch[0].ErrorEquals.shift();
      });
    const codes = async (actions: object) => (await without(actions)).findings.map(({ code }) => code);
    expect(await codes({ actions: [YES] })).not.toContain('rejection-not-caught');
    expect(await codes({ actions: [YES, { ...YES, name: 'no', label: 'No', outcome: 'reject' }] })).toContain(
      'rejection-not-caught',
    );
    expect(await codes({ 'actions.$': '$.actions' })).toContain('rejection-not-caught');
  });
});

describe('a change of a good machine is found in one sentence', () => {
  const votes = (ask: Members) => ask.Retry[0];
  const outage = (ask: Members) => ask.Retry[1];
  const one = (ask: Members) => written(ask, { 'name.$': '$.name' });

  test.each<[string, (ask: Members, definition: Members) => void, number, string]>([
    ['no timeout', (ask) => delete ask.TimeoutSeconds, 1, 'It waits without a timeout'],
    [
      'a heartbeat',
      (ask) => Object.assign(ask, { HeartbeatSeconds: 60 }),
      1,
      'if no heartbeat comes for 60 seconds',
    ],
    [
      'another time',
      (ask) => Object.assign(ask, { TimeoutSeconds: 60 }),
      1,
      'timeout_seconds is 604800, and its timeout is 60.',
    ],
    [
      'a time from elsewhere',
      (ask) => {
        delete ask.TimeoutSeconds;
        ask.TimeoutSecondsPath = '$.seconds';
      },
      0,
      'timeout_seconds is 604800, and its timeout is $.seconds. Check',
    ],
    ['no time', (ask) => delete ask.Parameters.Payload.timeout_seconds, 1, 'no timeout_seconds'],
    ['no request', (ask) => delete ask.Parameters.Payload['request.$'], 1, 'no request'],
    [
      'no execution',
      (ask) => delete ask.Parameters.Payload['execution.$'],
      1,
      'Write "execution.$":"$$.Execution.Id".',
    ],
    [
      'an execution from elsewhere',
      (ask) => Object.assign(ask.Parameters.Payload, { 'execution.$': '$.arn' }),
      0,
      'execution is $.arn. Check that this is the ARN',
    ],
    [
      'another token',
      (ask) => Object.assign(ask.Parameters.Payload, { 'token.$': '$.token' }),
      1,
      'token is $.token. Write "token.$":"$$.Task.Token".',
    ],
    ['no retrier for rounds', (ask) => ask.Retry.shift(), 1, 'Its Retry does not have Countersign.NextRound'],
    [
      'no retrier for rounds of one vote',
      (ask) => {
        one(ask);
        ask.Retry.shift();
      },
      0,
      'Its Retry does not have Countersign.NextRound',
    ],
    [
      'no retrier for rounds of a request with a rule',
      (ask) => {
        one(ask);
        ask.Parameters.Payload.request['approvals.$'] = '$.approvals';
        ask.Retry.shift();
      },
      1,
      'Its Retry does not have Countersign.NextRound',
    ],
    ['few rounds', (ask) => delete votes(ask).MaxAttempts, 1, 'begins only 3 more rounds (MaxAttempts)'],
    [
      'no round',
      (ask) => Object.assign(votes(ask), { MaxAttempts: 0 }),
      1,
      'Its Retry does not have Countersign.NextRound',
    ],
    [
      'later and later rounds',
      (ask) => delete votes(ask).BackoffRate,
      1,
      'later than the one before (BackoffRate)',
    ],
    [
      'slow rounds',
      (ask) => Object.assign(votes(ask), { IntervalSeconds: 30 }),
      1,
      'takes no vote for 30 seconds',
    ],
    [
      'a wildcard before the retrier for rounds',
      (ask) => ask.Retry.unshift({ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 4 }),
      1,
      'Countersign.NextRound is matched by the retrier for States.TaskFailed',
    ],
    ['no retrier for an outage', (ask) => ask.Retry.splice(1, 1), 1, 'does not have Countersign.TryAgain'],
    [
      'no back-off',
      (ask) => Object.assign(outage(ask), { BackoffRate: 1 }),
      0,
      'does not wait longer each time (BackoffRate)',
    ],
    [
      'few attempts',
      (ask) => Object.assign(outage(ask), { MaxAttempts: 5 }),
      0,
      'gives up after 62 seconds (MaxAttempts)',
    ],
    [
      'no retrier for a crash',
      (ask) => ask.Retry.pop(),
      0,
      'Lambda.ServiceException, Lambda.AWSLambdaException',
    ],
    [
      'a retry of a rejection',
      (ask) => ask.Retry.push({ ErrorEquals: ['rejected'] }),
      1,
      'It asks again after a rejection, because its Retry has rejected.',
    ],
    [
      'a retry of everything',
      (ask) => ask.Retry.push({ ErrorEquals: ['States.ALL'] }),
      1,
      'It asks again after a rejection and an expiry, because its Retry has States.ALL.',
    ],
    [
      'a retry of an expiry',
      (ask) => ask.Retry.push({ ErrorEquals: ['Countersign.Expired', 'States.Timeout'] }),
      0,
      'It asks again after an expiry, because its Retry has States.Timeout and Countersign.Expired.',
    ],
    ['no Catch', (ask) => delete ask.Catch, 0, 'A rejection fails the execution'],
    ['no Catch, for an expiry', (ask) => delete ask.Catch, 0, 'An expiry fails the execution'],
    [
      'a Catch without Countersign.Expired',
      (ask) => ask.Catch[0].ErrorEquals.pop(),
      1,
      'Countersign.Expired, and fails the execution; otherwise it has States.Timeout, and continues with “SendConfirmation”',
    ],
    [
      'no word after an expiry',
      (ask, { States }) => {
        ask.Catch.push({ ErrorEquals: ask.Catch[0].ErrorEquals.splice(1), Next: 'Decided' });
        States.Decided.Type = 'Pass';
      },
      0,
      'After an expiry, the messages stay open until the execution has ended',
    ],
  ])('%s', async (_, change, exitCode, sentence) => {
    const { code, findings } = await changed(change);

    expect(findings.map(({ message }) => message).join('\n')).toContain(sentence);
    expect(code).toBe(exitCode);
    if (exitCode === 0) expect(findings.every(({ severity }) => severity === 'warning')).toBe(true);
  });
});

test.each<[string, (ask: Members, definition: Members) => void]>([
  [
    'a timeout that both take from one path',
    (ask) => {
      delete ask.TimeoutSeconds;
      delete ask.Parameters.Payload.timeout_seconds;
      ask.TimeoutSecondsPath = '$.seconds';
      ask.Parameters.Payload['timeout_seconds.$'] = '$.seconds';
    },
  ],
  ['another partition', (ask) => Object.assign(ask, { Resource: ask.Resource.replace('aws', 'aws-us-gov') })],
  [
    'a failure after an expiry',
    (ask, { States }) => {
      ask.Catch.push({ ErrorEquals: ask.Catch[0].ErrorEquals.splice(1), Next: 'Failed' });
      States.Failed = { Type: 'Fail' };
    },
  ],
  [
    'rejections that are outputs',
    (ask) => {
      ask.Catch[0].ErrorEquals.shift();
      delete ask.Parameters.Payload['request.$'];
      ask.Parameters.Payload.request = { 'name.$': '$.name', on_reject: 'return' };
    },
  ],
  [
    'a function of its own that passes the request on',
    (ask) => Object.assign(ask.Parameters, { FunctionName: 'add-approvers' }),
  ],
])('%s is right', async (_, change) => {
  const { findings, states } = await changed(change);
  expect(findings).toEqual([]);
  expect(states).toMatchObject([{ asks: true }]);
});

test('errors reach the states around, but not those outside a distributed Map', async () => {
  const around = (mode: string) =>
    changed((ask, definition) => {
      definition.States = {
        Each: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: mode },
            StartAt: 'Ask',
            States: { Ask: { ...ask, Catch: [], Next: undefined, End: true } },
          },
          Retry: [{ ErrorEquals: ['rejected'] }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'SendConfirmation' }],
          Next: 'SendConfirmation',
        },
        SendConfirmation: definition.States.SendConfirmation,
        Decided: definition.States.Decided,
      };
    });

  const inline = await around('INLINE');
  expect(inline.findings).toMatchObject([
    {
      severity: 'problem',
      message: expect.stringContaining('The state “Each” around it asks again after a rejection'),
    },
  ]);
  expect(inline.states[0]?.told).toContain('“SendConfirmation”');
  const distributed = await around('DISTRIBUTED');
  expect(distributed.states.map(inShort)).toEqual([
    ['warning: rejection-not-caught', 'warning: expiry-not-caught'],
  ]);
  expect(distributed.states[0]?.told).toContain('EventBridge rule');
});

describe('what it prints to paste', () => {
  /** Applies the repairs of a report to the states of a definition, wherever they are. */
  function repaired(definition: Members, states: readonly StateReport[]): Members {
    const byName = new Map(states.map((state) => [state.path.at(-1), state.repair]));
    return JSON.parse(JSON.stringify(definition), (key, value) => {
      const repair = byName.get(key);
      return repair
        ? { ...value, ...JSON.parse(JSON.stringify(repair.members).replace(/<the state[^>]*>/g, 'Deploy')) }
        : value;
    });
  }

  test.each([
    ['before-rounds.asl', ['expiry-not-told']],
    ['in-each-region.asl', ['express', 'payload-not-read']],
    ['other-callbacks.asl', ['token', 'asks-again']],
  ])('repairs %s but for %j, and is valid', async (name, left) => {
    const definition = JSON.parse(readFileSync(fixture(name), 'utf8'));
    const { states } = await reportOf(fixture(name));
    const better = repaired(definition, states);
    const { states: after } = await reportOf(fileOf(better));

    expect(after.flatMap(({ findings }) => findings.map(({ code }) => code))).toEqual(left);
    const { isValid, errorsText } = validate(better);
    expect(isValid ? '' : errorsText()).toBe('');
  });

  test('is whole members of the state, and a state to add, in the query language of the state', async () => {
    const { text } = await run([fixture('before-rounds.asl')]);
    expect(text).toContain('"ErrorEquals": ["Countersign.TryAgain", "Lambda.TooManyRequestsException"],');
    expect(text).toContain('    "TimeoutSeconds": 604800,\n');
    expect(text).toContain('        "token.$": "$$.Task.Token",\n');

    const { states } = await reportOf(fixture('before-rounds.asl'));
    const { FunctionName, Payload } = objectIn(
      objectIn(states[0]?.repair.states.SendConfirmation).Parameters,
    );
    expect(FunctionName).toBe('<the output TellOutcomeFunction>');
    expect(Payload).toEqual(definitionOf('approval-emails').States.SendConfirmation.Parameters.Payload);
  });

  test('lets a state wait, in the partition of its resource', async () => {
    const { states } = await reportOf(fixture('sam-template'));
    const resource = `arn:\${AWS::Partition}:states:::lambda:invoke.waitForTaskToken`;
    expect(states[0]?.repair.members).toMatchObject({ Resource: resource });
  });

  test('keeps the retriers of the state for other errors', async () => {
    const own = { ErrorEquals: ['NothingSent', 'States.ALL'], MaxAttempts: 1 };
    const { states } = await changed((ask) => Object.assign(ask, { Retry: [own] }));

    expect(states[0]?.repair.members.Retry).toEqual([
      ...definitionOf('approval-emails').States.SendApprovalRequest.Retry,
      { ...own, ErrorEquals: ['NothingSent'] },
    ]);
  });
});

describe('the command', () => {
  test('reads a machine by its ARN, from the endpoint in AWS_ENDPOINT_URL', async () => {
    const aws = await startEmbeddedAws();
    const definition = definitionOf('approval-emails');
    definition.States.SendApprovalRequest.Retry.shift();
    const arn = await aws.createStateMachine(definition, 'Releases');
    const env = {
      AWS_ENDPOINT_URL: aws.endpoint.url,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    };

    const { code, stdout, stderr } = await runScript('cli/main.ts', ['check', arn], env).exited;
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Releases: 1 state waits for a task token\.\n/);
    expect(stdout).toContain('problem: Its Retry does not have Countersign.NextRound');
    expect(code).toBe(1);

    const missing = await runScript('cli/main.ts', ['check', `${arn}2`], env).exited;
    expect(missing).toMatchObject({ code: 69, stdout: '' });
    expect(missing.stderr).toMatch(/^There is no such state machine\. .*Releases2/);
  });

  test('ends when it is interrupted', async () => {
    const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:Releases';
    const { code, text } = await run([arn], AbortSignal.abort('SIGTERM'));
    expect({ code, text }).toEqual({ code: 143, text: 'Interrupted before AWS gave the definition.\n' });
  });

  test('reads the answer of aws stepfunctions describe-state-machine', async () => {
    const definition = JSON.stringify(definitionOf('approval-emails'));
    const { machines } = await reportOf(fileOf({ name: 'Quick', type: 'EXPRESS', definition }));
    expect(machines).toMatchObject([{ name: 'Quick', states: [{ findings: [{ code: 'express' }] }] }]);
  });

  test.each([
    [[], 'Give one file with a state machine, or the ARN of one.'],
    [['a.json', 'b.json'], 'Give one file with a state machine, or the ARN of one.'],
    [['--yaml'], "Unknown option '--yaml'"],
    [[fileOf('StartAt: Done', 'not.json')], 'is not JSON'],
    [[fileOf({ Resources: {} }, 'empty.json')], 'has no state machine'],
    [
      [
        fileOf(
          {
            Resources: {
              Far: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionS3Location: {} } },
            },
          },
          'far.json',
        ),
      ],
      'The definition of Far is not in the template',
    ],
    [[fileOf({ name: 'Odd', definition: 'text' }, 'odd.json')], 'The definition of odd cannot be read'],
  ])('refuses %j with code 64', async (args, sentence) => {
    const { code, text } = await run(args);
    expect(code).toBe(64);
    expect(text).toContain(sentence);
    expect(text.trim()).not.toContain('\n');
  });

  test('has each of its codes in docs/deploy.md', () => {
    const docs = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
    expect(CODES.filter((code) => !docs.includes(`\`${code}\``))).toEqual([]);
  });
});
