import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { approvalMachine, ROLE, startEmbeddedAws } from './embedded-aws.ts';

const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };
const single = (state: object) => ({ StartAt: 'Only', States: { Only: { End: true, ...state } } });
const assigning = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', Assign: {}, End: true } } };
const invoke = (more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'echo' },
  ...more,
});

describe('CreateStateMachine', () => {
  test('creates a state machine that DescribeStateMachine shows', async () => {
    const { sfn, createStateMachine } = await startEmbeddedAws();
    const stateMachineArn = await createStateMachine(pass);
    expect(stateMachineArn).toBe('arn:aws:states:us-east-1:123456789012:stateMachine:Approvals');
    expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))).toMatchObject({
      name: 'Approvals',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: JSON.stringify(pass),
      roleArn: ROLE,
      creationDate: new Date('2026-11-24T09:00:00Z'),
    });
  });

  test('returns the existing state machine for the same name and definition', async () => {
    const { sfn, createStateMachine } = await startEmbeddedAws();
    expect(await createStateMachine(pass)).toBe(await createStateMachine(pass));
    expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1);
  });

  test('refuses another definition under the same name', async () => {
    const { createStateMachine } = await startEmbeddedAws();
    await createStateMachine(pass);
    const other = createStateMachine({ ...pass, Comment: 'another' });
    await expect(other).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
  });

  test('refuses a name with reserved characters', async () => {
    const { createStateMachine } = await startEmbeddedAws();
    await expect(createStateMachine(pass, 'my machine')).rejects.toMatchObject({ name: 'InvalidName' });
  });

  test('refuses EXPRESS, and names it in the error', async () => {
    const { sfn } = await startEmbeddedAws();
    const express = { name: 'E', definition: JSON.stringify(pass), roleArn: ROLE, type: 'EXPRESS' } as const;
    await expect(sfn.send(new CreateStateMachineCommand(express))).rejects.toThrow(
      /does not support .* EXPRESS/,
    );
  });

  test('refuses a parameter that is not supported, and names it in the error', async () => {
    const { sfn } = await startEmbeddedAws();
    const machine = { name: 'P', definition: JSON.stringify(pass), roleArn: ROLE, publish: true };
    await expect(sfn.send(new CreateStateMachineCommand(machine))).rejects.toThrow(
      /'publish' of CreateStateMachine/,
    );
  });

  test('refuses a definition that is not JSON', async () => {
    const { sfn } = await startEmbeddedAws();
    const sent = sfn.send(new CreateStateMachineCommand({ name: 'N', definition: '{', roleArn: ROLE }));
    await expect(sent).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });

  test.for([
    ["a missing 'Next'", { StartAt: 'A', States: { A: { Type: 'Pass' } } }, /Next|End/],
    ['an unknown StartAt', { ...pass, StartAt: 'Absent' }, /Absent/],
    ['a definition without States', { StartAt: 'A' }, /States/],
  ] as const)('refuses %s with the message of the validator', async ([, definition, words]) => {
    const { createStateMachine } = await startEmbeddedAws();
    const created = createStateMachine(definition);
    await expect(created).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(words),
    });
  });

  test.for([
    ['JSONata for the machine', { ...pass, QueryLanguage: 'JSONata' }, /QueryLanguage "JSONata"/],
    [
      'JSONata for a state',
      single({ Type: 'Pass', QueryLanguage: 'JSONata' }),
      /"JSONata" of the state 'Only'/,
    ],
    ['Assign', single({ Type: 'Pass', Assign: { a: 1 } }), /'Assign' of the state 'Only'/],
    [
      'Assign in Catch',
      single(invoke({ Catch: [{ ErrorEquals: ['E'], Next: 'Only', Assign: {} }] })),
      /'Assign' in Catch/,
    ],
    [
      'an activity',
      single({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a' }),
      /activity:a/,
    ],
    [
      'a task of SQS',
      single({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' }),
      /sqs:sendMessage/,
    ],
    [
      'lambda:invoke with an InvocationType',
      single(invoke({ Parameters: { FunctionName: 'f', InvocationType: 'Event' } })),
      /'InvocationType'/,
    ],
    [
      'a distributed Map',
      single({ Type: 'Map', ItemProcessor: { ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
      /"DISTRIBUTED"/,
    ],
    ['Assign inside Parallel', single({ Type: 'Parallel', Branches: [assigning] }), /'Assign'/],
    ['Assign inside Map', single({ Type: 'Map', ItemProcessor: assigning }), /'Assign'/],
    [
      '$$.State.RetryCount',
      single(invoke({ Parameters: { FunctionName: 'f', Payload: { 't.$': '$$.State.RetryCount' } } })),
      /\$\$\.State\.RetryCount/,
    ],
    [
      'the task token of a task without a callback',
      single(invoke({ Parameters: { FunctionName: 'f', Payload: { 't.$': '$$.Task.Token' } } })),
      /\$\$\.Task\.Token/,
    ],
    [
      'the whole context object',
      single({ Type: 'Pass', Parameters: { 'all.$': '$$' } }),
      /support \$\$ in Parameters/,
    ],
  ] as const)('refuses %s, and names it in the error', async ([, definition, words]) => {
    const { createStateMachine } = await startEmbeddedAws();
    const created = createStateMachine(definition);
    await expect(created).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(words),
    });
  });

  test('refuses two states with the same name', async () => {
    const { createStateMachine } = await startEmbeddedAws();
    const created = createStateMachine(single({ Type: 'Parallel', Branches: [single({ Type: 'Pass' })] }));
    await expect(created).rejects.toThrow(/Duplicate State name: Only/);
  });
});

describe('the context object', () => {
  /** Runs a Pass state with these Parameters, and returns its output. */
  async function evaluate(Parameters: object, input: unknown = {}) {
    const { start, ended } = await startEmbeddedAws();
    const executionArn = await start(single({ Type: 'Pass', Parameters }), input);
    return { executionArn, output: JSON.parse((await ended(executionArn)).output ?? 'null') };
  }

  test('has the execution, the state machine and the state', async () => {
    const { executionArn, output } = await evaluate(
      {
        'id.$': '$$.Execution.Id',
        'name.$': '$$.Execution.Name',
        'who.$': '$$.Execution.Input.who',
        'started.$': '$$.Execution.StartTime',
        'role.$': '$$.Execution.RoleArn',
        'machine.$': '$$.StateMachine.Id',
        'machineName.$': '$$.StateMachine.Name',
        'state.$': '$$.State.Name',
      },
      { who: 'Ben' },
    );
    expect(output).toEqual({
      id: executionArn,
      name: executionArn.split(':').at(-1),
      who: 'Ben',
      started: '2026-11-24T09:00:00.000Z',
      role: ROLE,
      machine: 'arn:aws:states:us-east-1:123456789012:stateMachine:Approvals',
      machineName: 'Approvals',
      state: 'Only',
    });
  });

  test('can be read inside intrinsic functions, and text in quotes does not change', async () => {
    const { output } = await evaluate({ 'text.$': "States.Format('{}: $$.State.Name', $$.State.Name)" });
    expect(output).toEqual({ text: 'Only: $$.State.Name' });
  });

  test('has the task token inside intrinsic functions', async () => {
    const aws = await startEmbeddedAws();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    aws.functions.notify = async (event) => resolve(event);
    const Payload = {
      'plain.$': '$$.Task.Token',
      'url.$': "States.Format('https://example.com/?token={}', $$.Task.Token)",
    };
    await aws.start(approvalMachine({ Parameters: { FunctionName: 'notify', Payload } }));
    const { plain, url } = (await promise) as { plain: string; url: string };
    expect(url).toBe(`https://example.com/?token=${plain}`);
  });

  test('has the whole input of the execution in a branch', async () => {
    const { start, ended } = await startEmbeddedAws();
    const branch = {
      StartAt: 'In',
      States: { In: { Type: 'Pass', Parameters: { 'who.$': '$$.Execution.Input.who' }, End: true } },
    };
    const both = { Type: 'Parallel', InputPath: '$.other', Branches: [branch], End: true };
    const { output } = await ended(
      await start({ StartAt: 'Both', States: { Both: both } }, { who: 'Ben', other: {} }),
    );
    expect(output).toBe('[{"who":"Ben"}]');
  });

  test('has the item and its index in ItemSelector', async () => {
    const { start, ended } = await startEmbeddedAws();
    const ItemSelector = { 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' };
    const each = { Type: 'Map', ItemSelector, ItemProcessor: pass, End: true };
    const { output } = await ended(await start({ StartAt: 'All', States: { All: each } }, ['a', 'b']));
    expect(JSON.parse(output ?? '')).toEqual([
      { item: 'a', index: 0 },
      { item: 'b', index: 1 },
    ]);
  });
});

describe('workarounds for defects of the interpreter', () => {
  test('ResultPath $ replaces the whole input', async () => {
    const { start, ended } = await startEmbeddedAws();
    const executionArn = await start(single({ Type: 'Pass', Result: { a: 1 }, ResultPath: '$' }), { b: 2 });
    expect((await ended(executionArn)).output).toBe('{"a":1}');
  });

  test('a Result of false becomes the output', async () => {
    const { start, ended } = await startEmbeddedAws();
    const executionArn = await start(single({ Type: 'Pass', Result: false }), { b: 2 });
    expect((await ended(executionArn)).output).toBe('false');
  });

  test('an intrinsic function that cannot read its argument fails with States.Runtime', async () => {
    const { start, ended } = await startEmbeddedAws();
    const Parameters = { 'a.$': 'States.StringToJson($.text)' };
    const executionArn = await start(single({ Type: 'Pass', Parameters }), { text: '{' });
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
