import { Duration, type Stack } from 'aws-cdk-lib';
import { JsonPath, Parallel, Pass, QueryLanguage, Succeed, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, it } from 'vitest';
import { ApprovalTask } from '../../infra/approval-task.ts';
import type { ICountersign } from '../../infra/approval-task-props.ts';
import { definitionOf } from '../support/countersign-in-aws.ts';
import { REQUEST_APPROVAL, TELL_OUTCOME, userMachine } from './user-machine.ts';

const timeout = Duration.hours(8);

describe('an approval task without branches', () => {
  const { definition, problems, permissions } = userMachine((stack, countersign) =>
    new ApprovalTask(stack, 'Release?', { countersign, title: 'Release 1.2', timeout }).next(
      new Succeed(stack, 'Done'),
    ),
  );
  const { 'Release?': ask, ...others } = definition.States;

  it('is valid Amazon States Language', () => {
    expect(problems).toBe('');
  });

  it('passes the task token and its timeout to the function', () => {
    expect(definition.StartAt).toBe('Release?');
    expect(ask).toMatchObject({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: 28_800,
      ResultPath: '$.approval',
      Parameters: {
        FunctionName: REQUEST_APPROVAL,
        Payload: {
          'token.$': '$$.Task.Token',
          'execution.$': '$$.Execution.Id',
          request: { name: 'Release 1.2', title: 'Release 1.2' },
          timeout_seconds: 28_800,
        },
      },
    });
  });

  it('tries again exactly as the state machine of the deployment does', () => {
    expect(ask.Retry).toEqual(definitionOf('approval-emails').States.SendApprovalRequest.Retry);
  });

  it('announces each outcome, and continues even if the announcement fails', () => {
    expect(ask.Next).toBe('Release?: tell that it was approved');
    expect(ask.Catch).toEqual([
      {
        ErrorEquals: ['rejected'],
        ResultPath: '$.approval',
        Next: 'Release?: tell that it was rejected',
      },
      {
        ErrorEquals: ['States.Timeout', 'Countersign.Expired'],
        ResultPath: '$.approval',
        Next: 'Release?: tell that it was timed out',
      },
    ]);
    for (const outcome of ['approved', 'rejected', 'timed out']) {
      const next = `Release?: ${outcome}`;
      expect(others[`Release?: tell that it was ${outcome}`]).toEqual({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: {
          FunctionName: TELL_OUTCOME,
          Payload: {
            'execution.$': '$$.Execution.Id',
            'entered.$': '$$.State.EnteredTime',
          },
        },
        ResultPath: null,
        Retry: definitionOf('approval-emails').States.SendConfirmation.Retry,
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: next }],
        Next: next,
      });
    }
  });

  it('continues after an approval, and fails after a rejection or a timeout', () => {
    expect(others['Release?: approved']).toEqual({ Type: 'Pass', Next: 'Done' });
    expect(others['Release?: rejected']).toEqual({
      Type: 'Fail',
      Error: 'rejected',
      CausePath: '$.approval.Cause',
    });
    expect(others['Release?: timed out']).toEqual({
      Type: 'Fail',
      Error: 'expired',
      Cause: 'The request expired without a decision.',
    });
  });

  it('lets the state machine call the two functions, and no others', () => {
    // CDK also allows calls of the versions of these functions.
    expect(permissions).toEqual(
      [REQUEST_APPROVAL, TELL_OUTCOME].flatMap((arn) => [
        `lambda:InvokeFunction on ${arn}`,
        `lambda:InvokeFunction on ${arn}:*`,
      ]),
    );
  });
});

describe('an approval task', () => {
  it('sends all its properties in the request, and also values from paths', () => {
    const { definition, problems } = userMachine(
      (stack, countersign) =>
        new ApprovalTask(stack, 'Release?', {
          countersign,
          title: JsonPath.format('Release {}', JsonPath.stringAt('$.version')),
          details: { Environment: 'production', Changes: JsonPath.stringAt('$.changes') },
          requester: JsonPath.stringAt('$.by'),
          requesterId: 'U0123456789',
          requesterEmail: JsonPath.stringAt('$.email'),
          approvers: JsonPath.listAt('$.approvers'),
          selfApproval: false,
          confirm: true,
          channel: JsonPath.stringAt('$.channel'),
          teamsChannel: JsonPath.stringAt('$.teamsChannel'),
          surfaces: ['slack', 'teams'],
          comment: 'required',
          locale: 'de',
          timeout,
        }),
    );
    expect(definition.States['Release?'].Parameters.Payload.request).toEqual({
      'name.$': "States.Format('Release {}', $.version)",
      'title.$': "States.Format('Release {}', $.version)",
      details: { Environment: 'production', 'Changes.$': '$.changes' },
      'requester.$': '$.by',
      requester_id: 'U0123456789',
      'requester_email.$': '$.email',
      'approvers.$': '$.approvers',
      self_approval: false,
      confirm: true,
      'channel.$': '$.channel',
      'teams_channel.$': '$.teamsChannel',
      surfaces: ['slack', 'teams'],
      comment: 'required',
      locale: 'de',
    });
    expect(problems).toBe('');
  });

  it('refuses selfApproval: false if neither an ID nor an address of the requester is given', () => {
    const asking = (who: object) =>
      userMachine(
        (stack, countersign) =>
          new ApprovalTask(stack, 'Release?', {
            countersign,
            title: 'Release',
            timeout,
            selfApproval: false,
            ...who,
          }),
      );
    expect(() => asking({ requester: 'ann' })).toThrow(
      /^selfApproval: false needs requesterId or requesterEmail/,
    );
    for (const who of [{ requesterId: 'U0123456789' }, { requesterEmail: 'ann@example.com' }])
      expect(asking(who).problems).toBe('');
  });

  it('has an ID of at most 50 characters, because the names of its states are longer than the ID', () => {
    const named = (id: string) =>
      userMachine(
        (stack, countersign) => new ApprovalTask(stack, id, { countersign, title: 'Release', timeout }),
      ).definition;
    const longest = Object.keys(named('x'.repeat(50)).States).map(({ length }) => length);
    expect(Math.max(...longest)).toBeLessThanOrEqual(80);
    expect(() => named('x'.repeat(51))).toThrow('is longer than 50 characters');
  });

  it.each([
    [{ timeout: Duration.seconds(0) }, 'timeout must be at least one second.'],
    [{ timeout: Timeout.jsonata('{% 60 %}') }, 'timeout is an expression, for JSONata.'],
    [
      { timeout: Timeout.at('$.seconds'), queryLanguage: QueryLanguage.JSONATA },
      'timeout is a path, for JSONPath.',
    ],
  ])('refuses a timeout that Step Functions would refuse', (props, message) => {
    const build = (stack: Stack, countersign: ICountersign) =>
      new ApprovalTask(stack, 'Release?', { countersign, title: 'Release', ...props });
    expect(() => userMachine(build)).toThrow(message);
  });

  it('accepts branches for a rejection and a timeout, and also one branch for both', () => {
    const { definition, problems } = userMachine((stack, countersign) => {
      const rollBack = new Pass(stack, 'Roll back');
      const end = rollBack.next(new Succeed(stack, 'Rolled back'));
      return new ApprovalTask(stack, 'Release?', {
        countersign,
        title: 'Release',
        timeout,
        rejected: end,
        timedOut: end,
      });
    });
    for (const outcome of ['rejected', 'timed out']) {
      const { Next, Catch } = definition.States[`Release?: tell that it was ${outcome}`];
      expect([Next, Catch[0].Next]).toEqual(['Roll back', 'Roll back']);
    }
    expect(Object.keys(definition.States)).toHaveLength(7);
    expect(definition.States['Release?: approved']).toEqual({ Type: 'Pass', End: true });
    expect(problems).toBe('');
  });

  it('goes on after other errors, such as NothingSent, if it is told so', () => {
    const { definition, problems } = userMachine((stack, countersign) => {
      const askByPhone = new Pass(stack, 'Ask by phone');
      const task = new ApprovalTask(stack, 'Release?', { countersign, title: 'Release', timeout });
      return task.addCatch(askByPhone, { errors: ['NothingSent'] }).addCatch(new Pass(stack, 'Give up'));
    });
    expect(definition.States['Release?'].Catch.slice(2)).toEqual([
      { ErrorEquals: ['NothingSent'], ResultPath: '$.approval', Next: 'Ask by phone' },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.approval', Next: 'Give up' },
    ]);
    expect(problems).toBe('');
  });

  it('takes its timeout from the input of the state', () => {
    const { definition, problems } = userMachine(
      (stack, countersign) =>
        new ApprovalTask(stack, 'Release?', {
          countersign,
          title: 'Release',
          timeout: Timeout.at('$.seconds'),
        }),
    );
    const { TimeoutSecondsPath, Parameters } = definition.States['Release?'];
    expect([TimeoutSecondsPath, Parameters.Payload['timeout_seconds.$']]).toEqual(['$.seconds', '$.seconds']);
    expect(problems).toBe('');
  });

  it.each(['Ask', 'Approved'])('becomes a single state, also with the ID %s', (id) => {
    const { definition, problems } = userMachine((stack, countersign) =>
      new ApprovalTask(stack, id, { countersign, title: 'Release', timeout }).toSingleState(),
    );
    expect(Object.keys(definition.States)).toEqual([id]);
    expect(problems).toBe('');
  });

  it('can be used several times in a state machine, in sequence and in parallel', () => {
    const { definition, problems, permissions } = userMachine((stack, countersign) => {
      const task = (id: string) => new ApprovalTask(stack, id, { countersign, title: id, timeout });
      const both = new Parallel(stack, 'Both').branch(task('Security?'), task('Legal?'));
      return task('Release?').next(both).next(task('Really?'));
    });
    expect(definition.States['Release?: approved'].Next).toBe('Both');
    expect(definition.States.Both.Branches.map((branch: { StartAt: string }) => branch.StartAt)).toEqual([
      'Security?',
      'Legal?',
    ]);
    expect(definition.States.Both.Next).toBe('Really?');
    expect(problems).toBe('');
    expect(permissions).toHaveLength(4);
  });
});

describe('an approval task with rules', () => {
  const { definition, problems } = userMachine(
    (stack, countersign) =>
      new ApprovalTask(stack, 'Release?', {
        countersign,
        title: 'Release 1.2',
        stages: [
          { approvers: JsonPath.listAt('$.leads'), approvals: JsonPath.numberAt('$.count') },
          { approvers: ['ann@example.com', 'S0123456789'], unanimous: true, title: 'Security' },
        ],
        delegation: 'anyone',
        timeout,
      }),
  );

  it('passes them to the function, also from the input of the state', () => {
    expect(problems).toBe('');
    expect(definition.States['Release?'].Parameters.Payload.request).toEqual({
      name: 'Release 1.2',
      title: 'Release 1.2',
      stages: [
        { 'approvers.$': '$.leads', 'approvals.$': '$.count' },
        { approvers: ['ann@example.com', 'S0123456789'], unanimous: true, title: 'Security' },
      ],
      delegation: 'anyone',
    });
  });

  it.each([
    [
      { approvals: 2, rejections: 2 },
      { approvals: 2, rejections: 2 },
    ],
    [
      { approvers: ['U0123456789'], unanimous: true },
      { approvers: ['U0123456789'], unanimous: true },
    ],
  ])('passes %j to the function', (rules, members) => {
    const { definition } = userMachine(
      (stack, countersign) =>
        new ApprovalTask(stack, 'Release?', { countersign, title: 'Release 1.2', timeout, ...rules }),
    );
    expect(definition.States['Release?'].Parameters.Payload.request).toMatchObject(members);
  });
});
