import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { Countersign } from '../../infra/index.ts';
import { ReleaseStack } from './approval-task-example.ts';
import { machineIn, REQUEST_APPROVAL, TELL_OUTCOME } from './user-machine.ts';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

describe('the example in docs/deploy.md', () => {
  it('is the same as approval-task-example.ts, except for one import path', () => {
    const blocks = [...read('../../docs/deploy.md').matchAll(/```ts\n(import .*?)```/gs)].map(
      ([, code]) => code,
    );
    expect(blocks.map((code) => code?.replace("'countersign'", "'../../infra/index.ts'"))).toContain(
      read('approval-task-example.ts'),
    );
  });

  it('is a state machine that deploys after an approval, and rolls back after a rejection', () => {
    const arns = { requestApproval: REQUEST_APPROVAL, tellOutcome: TELL_OUTCOME };
    const countersign = Countersign.fromFunctionArns(new Stack(), 'Countersign', arns);
    const { definition, problems } = machineIn(new ReleaseStack(new App(), 'Release', countersign));
    expect(problems).toBe('');
    expect(definition.States['Release?'].TimeoutSeconds).toBe(28_800);
    expect(definition.States['Release?: approved'].Next).toBe('Deploy');
    expect(definition.States['Release?: tell that it was rejected'].Next).toBe('Roll back');
    expect(definition.States['Release?: timed out']).toMatchObject({ Type: 'Fail' });
  });
});
