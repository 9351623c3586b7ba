import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { resolutionOf, type Vote } from '../../src/approval/approval.ts';
import { outcomeOfVote } from '../../src/approval/vote.ts';
import type { DirectPayload } from '../../src/callback/payload.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { definitionOf, installCountersign } from '../support/countersign-in-aws.ts';
import { decided } from '../support/decided.ts';
import { createFakeSurface } from '../support/fake-surface.ts';

const DEFINITION = definitionOf('approval-emails');

const AT = '2026-11-24T12:30:00.000Z';
const COMMENT = 'too early: "wait" for \\ Ben\n🙈';
const VOTE: Vote = {
  action: 'reject',
  who: { id: 'U0ANN0001', name: 'ann' },
  via: 'slack',
  at: new Date(AT),
  comment: COMMENT,
};
const DECISION = {
  action: 'reject',
  by: 'ann',
  user_id: 'U0ANN0001',
  via: 'slack',
  at: AT,
  comment: COMMENT,
};

/** Starts the state machine, sends the request to a fake surface, and rejects the request as that surface does. */
async function reject(input: object, definition: object = DEFINITION) {
  const aws = await startEmbeddedAws();
  const slack = createFakeSurface('slack');
  const { payloads, told } = await installCountersign(aws, [slack]);
  const execution = await aws.start(definition, input);
  await aws.recorded(execution, 'TaskSubmitted');

  const payload = payloads.find(({ action }) => action.name === 'reject') as DirectPayload;
  const taskToken = 'token' in payload ? payload.token : undefined;
  const outcome = outcomeOfVote(payload, VOTE);
  if (outcome.type === 'failure') {
    const { error, cause } = outcome;
    await aws.sfn.send(new SendTaskFailureCommand({ taskToken, error, cause }));
  } else if (outcome.type === 'success') {
    const output = JSON.stringify(outcome.output);
    await aws.sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
  }
  const { status, output = '' } = await aws.ended(execution);
  await told(execution);
  const resolutions = slack.endings.map(({ approval }) => resolutionOf(approval));
  return { type: outcome.type, status, output: JSON.parse(output), resolutions };
}

test('a state machine can read the approver and the reason from the cause', async () => {
  const Decided = {
    Type: 'Pass',
    Parameters: { 'rejection.$': 'States.StringToJson($.output.Cause)' },
    ResultPath: '$.read',
    Next: 'Who?',
  };
  const choice = { Variable: '$.read.rejection.decision.user_id', StringEquals: 'U0ANN0001', Next: 'ByAnn' };
  const { type, status, output } = await reject(
    { name: 'Ben' },
    {
      ...DEFINITION,
      States: {
        ...DEFINITION.States,
        Decided,
        'Who?': { Type: 'Choice', Choices: [choice], Default: 'ByAnother' },
        ByAnn: { Type: 'Pass', OutputPath: '$.read.rejection', End: true },
        ByAnother: { Type: 'Fail' },
      },
    },
  );

  expect({ type, status }).toEqual({ type: 'failure', status: 'SUCCEEDED' });
  expect(output).toEqual({
    errorMessage: `Ben rejected it (by ann in Slack): ${COMMENT}`,
    errorType: 'rejected',
    ...decided(DECISION),
  });
});

test('a rejection that fails its task is announced with the approver and the reason', async () => {
  const { type, resolutions, output } = await reject({ name: 'Ben' });

  expect(type).toBe('failure');
  expect(output.output).toEqual({ Error: 'rejected', Cause: expect.any(String) });
  expect(resolutions).toEqual([{ status: 'rejected', vote: VOTE, at: expect.any(Date) }]);
});

test('with on_reject: return, the execution continues with the decision, and the rejection is announced', async () => {
  const { type, status, output, resolutions } = await reject({ name: 'Ben', on_reject: 'return' });

  expect({ type, status }).toEqual({ type: 'success', status: 'SUCCEEDED' });
  expect(output.output).toEqual({ name_in_output: 'Ben', ...decided(DECISION) });
  expect(resolutions).toEqual([{ status: 'rejected', vote: VOTE, at: expect.any(Date) }]);
});
