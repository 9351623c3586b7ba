import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { expect, it } from 'vitest';
import { DatabaseAccess } from '../../../infra/examples/database-access.ts';
import { checkMachine } from '../../../src/tools/check-machine/check-machine.ts';
import { request } from '../../support/requests.ts';
import { machineIn, REQUEST_APPROVAL, TELL_OUTCOME } from '../user-machine.ts';

const functions = new Stack(new App(), 'Functions');
const { definition, problems } = machineIn(
  new DatabaseAccess(new App(), 'Access', {
    requestApproval: LambdaFunction.fromFunctionArn(functions, 'Ask', REQUEST_APPROVAL),
    tellOutcome: LambdaFunction.fromFunctionArn(functions, 'Tell', TELL_OUTCOME),
  }),
);

it('the example of an access to a database asks with a request that is read', () => {
  expect(problems).toBe('');
  const {
    'name.$': name,
    'title.$': title,
    ...members
  } = definition.States['Access?'].Parameters.Payload.request;
  expect(name).toBe("States.Format('Access of {} to {}', $.person, $.database)");
  expect(title).toBe(name);
  const { actions, remind } = request({ name: 'Access of Ann to orders', ...members });
  expect(actions.map(({ inputs }) => inputs)).toEqual([['role', 'ticket'], ['role', 'ticket'], ['day'], []]);
  expect(remind).toEqual({ after: 14_400, every: 86_400 });
});

it('branches on the outcome of the answer, and lacks nothing', () => {
  expect(definition.States['Granted?']).toMatchObject({
    Choices: [
      { Variable: '$.approval.decision.outcome', StringEquals: 'other', Next: 'Plan another question' },
    ],
    Default: 'Open the database',
  });
  const { states } = checkMachine({ name: 'DatabaseAccess', definition, express: false });
  expect(states.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'problem')).toEqual(
    [],
  );
});
