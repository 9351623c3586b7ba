import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { ReleaseStack } from './approval-task-example.ts';
import { machineIn, REQUEST_APPROVAL, TELL_OUTCOME } from './user-machine.ts';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');

describe('the example in docs/deploy.md', () => {
  it('is the same as approval-task-example.ts, except for one import path', () => {
    const [block = ''] = /(?<=```ts\n)import .*?(?=```)/s.exec(read('../../docs/deploy.md')) ?? [];
    expect(block.replace("'./approval-task.ts'", "'../../infra/approval-task.ts'")).toBe(
      read('approval-task-example.ts'),
    );
  });

  it('is a state machine that deploys after an approval, and rolls back after a rejection', () => {
    const arns = { requestApproval: REQUEST_APPROVAL, tellOutcome: TELL_OUTCOME };
    const { definition, problems } = machineIn(new ReleaseStack(new App(), 'Release', arns));
    expect(problems).toBe('');
    expect(definition.States['Release?'].TimeoutSeconds).toBe(28_800);
    expect(definition.States['Release?: approved'].Next).toBe('Deploy');
    expect(definition.States['Release?: tell that it was rejected'].Next).toBe('Roll back');
    expect(definition.States['Release?: timed out']).toMatchObject({ Type: 'Fail' });
  });
});

it('the construct can be copied, because it imports nothing from this repository', () => {
  const imports = [...read('../../infra/approval-task.ts').matchAll(/from '([^']+)'/g)].map(
    ([, from]) => from,
  );
  expect(imports.filter((from) => !/^(aws-cdk-lib|constructs)(\/|$)/.test(String(from)))).toEqual([]);
});
