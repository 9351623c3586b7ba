import { Duration } from 'aws-cdk-lib';
import { Pass, QueryLanguage, Succeed, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, it } from 'vitest';
import { ApprovalTask } from '../../infra/approval-task.ts';
import { definitionOf } from '../support/countersign-in-aws.ts';
import { REQUEST_APPROVAL, TELL_OUTCOME, userMachine } from './user-machine.ts';

const { JSONATA } = QueryLanguage;
const timeout = Duration.hours(8);
const title = "{% 'Release ' & $states.input.version %}";

describe.each([
  ['with other states in JSONPath', {}],
  ['that uses JSONata in all states', { queryLanguage: JSONATA }],
])('an approval task in JSONata, in a state machine %s', (_, options) => {
  const { definition, problems, permissions } = userMachine(
    (stack, countersign) =>
      new ApprovalTask(stack, 'Release?', {
        countersign,
        title,
        approvers: '{% $states.input.owners %}',
        timeout,
        queryLanguage: JSONATA,
        timedOut: Pass.jsonata(stack, 'Ask again'),
      }).next(new Succeed(stack, 'Done')),
    options,
  );
  const { 'Release?': ask, ...others } = definition.States;
  const request = { name: title, title, approvers: '{% $states.input.owners %}' };

  it('is valid Amazon States Language', () => {
    expect(problems).toBe('');
  });

  it('names JSONata as its query language, at the top or in each state', () => {
    const states = Object.entries<{ QueryLanguage?: string }>(definition.States);
    const saying = states.filter(([, state]) => state.QueryLanguage === 'JSONata').map(([name]) => name);
    const all = states.map(([name]) => name).filter((name) => name !== 'Done');
    expect(saying).toEqual(definition.QueryLanguage === 'JSONata' ? [] : all);
  });

  it('passes the task token and its timeout to the function, and tries again as JSONPath does', () => {
    expect(ask).toMatchObject({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: 28_800,
      Arguments: {
        FunctionName: REQUEST_APPROVAL,
        Payload: {
          token: '{% $states.context.Task.Token %}',
          execution: '{% $states.context.Execution.Id %}',
          request,
          timeout_seconds: 28_800,
        },
      },
      Output: '{% $merge([$states.input, {"approval": $states.result}]) %}',
    });
    expect(ask.Retry).toEqual(definitionOf('approval-emails').States.SendApprovalRequest.Retry);
  });

  it('announces each outcome, and continues with the same data even if the announcement fails', () => {
    expect(
      ask.Catch.map(({ ErrorEquals, Next, Output }: Record<string, unknown>) => [ErrorEquals, Next, Output]),
    ).toEqual([
      [
        ['rejected'],
        'Release?: tell that it was rejected',
        '{% $merge([$states.input, {"approval": $states.errorOutput}]) %}',
      ],
      [
        ['States.Timeout', 'Countersign.Expired'],
        'Release?: tell that it was timed out',
        '{% $merge([$states.input, {"approval": $states.errorOutput}]) %}',
      ],
    ]);
    const next = { approved: 'Release?: approved', rejected: 'Release?: rejected', 'timed out': 'Ask again' };
    for (const [outcome, Next] of Object.entries(next)) {
      expect(others[`Release?: tell that it was ${outcome}`]).toMatchObject({
        Arguments: {
          FunctionName: TELL_OUTCOME,
          Payload: {
            execution: '{% $states.context.Execution.Id %}',
            entered: '{% $states.context.State.EnteredTime %}',
          },
        },
        Output: '{% $states.input %}',
        Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.input %}', Next }],
        Next,
      });
    }
    expect(others['Release?: approved'].Next).toBe('Done');
    expect(others['Release?: rejected']).toMatchObject({
      Error: 'rejected',
      Cause: '{% $states.input.approval.Cause %}',
    });
  });

  it('has no fields of JSONPath in its states', () => {
    const fields = Object.values<object>(definition.States).flatMap((state) => Object.keys(state));
    expect(fields.filter((field) => /Path$|^Parameters$|^ResultSelector$/.test(field))).toEqual([]);
  });

  it('lets the state machine call the two functions, and no others', () => {
    expect(permissions).toEqual(
      [REQUEST_APPROVAL, TELL_OUTCOME].flatMap((arn) => [
        `lambda:InvokeFunction on ${arn}`,
        `lambda:InvokeFunction on ${arn}:*`,
      ]),
    );
  });
});

it('an approval task in JSONata takes its timeout from the input, and goes on after other errors', () => {
  const seconds = '{% $states.input.seconds %}';
  const { definition, problems } = userMachine((stack, countersign) => {
    const props = {
      countersign,
      title: 'Release',
      timeout: Timeout.jsonata(seconds),
      queryLanguage: JSONATA,
    };
    return new ApprovalTask(stack, 'Release?', props).addCatch(Pass.jsonata(stack, 'Give up'));
  });
  const { TimeoutSeconds, Arguments, Catch } = definition.States['Release?'];
  expect([TimeoutSeconds, Arguments.Payload.timeout_seconds]).toEqual([seconds, seconds]);
  expect(Catch.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'Give up' });
  expect(problems).toBe('');
});

it('an approval task in JSONPath is refused in a state machine that uses JSONata in all states', () => {
  const build = () =>
    userMachine(
      (stack, countersign) => new ApprovalTask(stack, 'Release?', { countersign, title: 'Release', timeout }),
      {
        queryLanguage: JSONATA,
      },
    );
  expect(build).toThrow("can not be 'JSONPath' if set to 'JSONata' for whole state machine");
});
