import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/callback/errors.ts';
import { type Changes, changingInTime } from '../../src/slack/changes.ts';
import type { SlackPorts } from '../../src/slack/ports.ts';
import { createSlackWorld } from '../support/slack-world.ts';

/** What is known to have been changed when Step Functions answered a start with this. */
async function changesAfter(startExecution: SlackPorts['startExecution']): Promise<Changes> {
  const { ports } = createSlackWorld('http://127.0.0.1:9/');
  const changes: Changes = {};
  const own = { ...ports, note: () => {}, deadline: new AbortController().signal, startExecution };
  const stop = () => new Promise<never>(() => {});
  const changing = changingInTime(own, changes, stop);
  await changing.startExecution('one', {}).catch(() => undefined);
  return changes;
}

describe('what a request has changed', () => {
  it('is known once it is done', async () => {
    expect(await changesAfter(async () => {})).toEqual({ begun: 'startExecution', done: true });
  });

  it('is not known where the answer was lost', async () => {
    const lost = () => Promise.reject(new Error('ECONNRESET'));
    expect(await changesAfter(lost)).toEqual({ begun: 'startExecution' });
  });

  it('is nothing where it was refused', async () => {
    const refused = () => Promise.reject(new Refusal('StepFunctionsError', 'It waits no more.'));
    expect(await changesAfter(refused)).toEqual({});
  });
});
