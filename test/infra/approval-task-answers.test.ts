import { Duration } from 'aws-cdk-lib';
import { JsonPath, QueryLanguage } from 'aws-cdk-lib/aws-stepfunctions';
import { describe, expect, it } from 'vitest';
import { ApprovalTask } from '../../infra/approval-task.ts';
import type { ApprovalTaskProps } from '../../infra/approval-task-props.ts';
import { request } from '../support/requests.ts';
import { userMachine } from './user-machine.ts';

const { JSON_PATH, JSONATA } = QueryLanguage;

/** The request that the state passes to its function. */
function requestOf(props: Partial<ApprovalTaskProps>) {
  const { definition, problems } = userMachine(
    (stack, countersign) =>
      new ApprovalTask(stack, 'Access?', {
        countersign,
        title: 'Access',
        timeout: Duration.days(3),
        ...props,
      }),
  );
  expect(problems).toBe('');
  const { Parameters: parameters, Arguments: given } = definition.States['Access?'];
  const { name: _, title: __, ...members } = (parameters ?? given).Payload.request;
  return members;
}

describe.each([JSON_PATH, JSONATA])('an approval task in %s', (queryLanguage) => {
  it('passes reminders, escalations, answers and inputs, as a request that is read', () => {
    const members = requestOf({
      queryLanguage,
      approvers: ['ann@example.com'],
      remind: { after: Duration.hours(4), every: '1d', beforeExpiry: Duration.minutes(90) },
      escalate: [{ after: Duration.days(1), to: ['S0123456789'] }],
      actions: [
        {
          name: 'approve_1h',
          label: 'For 1 hour',
          style: 'primary',
          outcome: 'approve',
          output: { hours: 1 },
        },
        { name: 'no', label: 'No', outcome: 'reject' },
        { name: 'later', label: 'Later', outcome: 'other', inputs: ['day'] },
      ],
      inputs: [
        { name: 'ticket', label: 'Ticket', type: 'text', required: true },
        { name: 'day', label: 'Day', type: 'date', default: '2026-11-28' },
        { name: 'role', label: 'Role', type: 'choice', options: ['reader', 'owner'] },
        { name: 'hours', label: 'Hours', type: 'number', default: 2 },
        { name: 'watched', label: 'Watched?', type: 'yesno', default: false },
      ],
    });
    expect(members).toMatchObject({
      remind: { after: '4h', every: '1d', before_expiry: '90m' },
      escalate: [{ after: '1d', to: ['S0123456789'] }],
    });
    const { remind, stages, actions, inputs } = request({ name: 'Access', ...members });
    expect(remind).toEqual({ after: 14_400, every: 86_400, beforeExpiry: 5_400 });
    expect(stages[0]?.escalate).toEqual([{ after: 86_400, to: ['S0123456789'] }]);
    expect(actions.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['approve_1h', 'approve'],
      ['no', 'reject'],
      ['later', 'other'],
    ]);
    expect(inputs.map(({ type }) => type)).toEqual(['text', 'date', 'choice', 'number', 'yesno']);
  });

  it('passes the escalations of stages', () => {
    const { stages } = requestOf({
      queryLanguage,
      stages: [
        {
          approvers: ['ann@example.com'],
          escalate: [{ after: Duration.seconds(45), to: 'bob@example.com' }],
        },
        {},
      ],
    });
    expect(stages).toEqual([
      { approvers: ['ann@example.com'], escalate: [{ after: '45s', to: 'bob@example.com' }] },
      {},
    ]);
  });

  it('turns the defaults of the deployment off', () => {
    expect(requestOf({ queryLanguage, remind: false, escalate: [] })).toEqual({
      remind: false,
      escalate: [],
    });
  });
});

it('an approval task in JSONPath takes times, people and texts from the input of the state', () => {
  const members = requestOf({
    remind: { after: JsonPath.stringAt('$.after') },
    escalate: [{ after: JsonPath.stringAt('$.later'), to: JsonPath.listAt('$.bosses') }],
    actions: [
      {
        name: 'approve',
        label: JsonPath.format('For {} hours', JsonPath.stringAt('$.hours')),
        outcome: 'approve',
        output: { hours: JsonPath.numberAt('$.hours') },
      },
    ],
    inputs: JsonPath.stringAt('$.inputs'),
  });
  expect(members).toEqual({
    remind: { 'after.$': '$.after' },
    escalate: [{ 'after.$': '$.later', 'to.$': '$.bosses' }],
    actions: [
      {
        name: 'approve',
        'label.$': "States.Format('For {} hours', $.hours)",
        outcome: 'approve',
        output: { 'hours.$': '$.hours' },
      },
    ],
    'inputs.$': '$.inputs',
  });
});

it('an approval task in JSONata takes them by expressions', () => {
  const props = {
    remind: '{% $states.input.remind %}',
    escalate: [{ after: '{% $states.input.later %}', to: '{% $states.input.bosses %}' }],
    actions: '{% $states.input.actions %}',
    inputs: [{ name: 'role', label: 'Role', type: 'choice', options: '{% $states.input.roles %}' }] as const,
  };
  expect(requestOf({ queryLanguage: JSONATA, ...props })).toEqual(props);
});
