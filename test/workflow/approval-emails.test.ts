import { readFileSync } from 'node:fs';
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';

const SOURCE = readFileSync(new URL('../../src/workflow/approval-emails.asl.json', import.meta.url), 'utf8');
const SUBSTITUTIONS: Record<string, string> = {
  RequestApprovalFunction: 'ask',
  AnnounceDecisionFunction: 'announce',
  DecideWithinSeconds: '604800',
  Partition: 'aws',
};
const DEFINITION = JSON.parse(SOURCE.replace(/\$\{(\w+)\}/g, (_, name) => String(SUBSTITUTIONS[name])));

test('an approved execution succeeds even if the decision cannot be announced', async () => {
  const { functions, start, ended, recorded, sfn } = await startEmbeddedAws();
  const tokens: string[] = [];
  const announced: unknown[] = [];
  functions.ask = async (event) => {
    tokens.push((event as { token: string }).token);
    return {};
  };
  functions.announce = async (event) => {
    announced.push(event);
    throw new Error('Slack and SNS are away');
  };
  const executionArn = await start(DEFINITION, { name: 'Ben' });
  await recorded(executionArn, 'TaskSubmitted');

  await sfn.send(new SendTaskSuccessCommand({ taskToken: tokens[0], output: '{"name_in_output":"Ben"}' }));

  const { status, output = '' } = await ended(executionArn);
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output)).toEqual({ name: 'Ben', output: { name_in_output: 'Ben' } });
  expect(announced).toEqual([
    {
      execution: executionArn,
      request: { name: 'Ben', output: { name_in_output: 'Ben' } },
      output: { name_in_output: 'Ben' },
    },
  ]);
});

test('a request that cannot be sent fails the execution with the error NothingSent', async () => {
  const { functions, start, ended } = await startEmbeddedAws();
  functions.ask = () =>
    Promise.reject(Object.assign(new Error('2 surfaces failed'), { name: 'NothingSent' }));

  const execution = await ended(await start(DEFINITION, { name: 'Ben' }));

  expect(execution).toMatchObject({ status: 'FAILED', error: 'NothingSent' });
});
