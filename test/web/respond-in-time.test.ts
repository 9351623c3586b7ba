import { describe, expect, it } from 'vitest';
import { LateError } from '../../src/approval/in-time.ts';
import type { CompleteTask } from '../../src/callback/outcome.ts';
import type { RespondPorts } from '../../src/web/respond.ts';
import { APPROVAL, createRespondWorld, FORM, HTML } from '../support/web-world.ts';

const never = () => new Promise<never>(() => {});

/** A world whose time limits can be let pass; `waits` are the limits so far, in milliseconds. */
function impatientWorld(hanging: Partial<RespondPorts>) {
  const waits: number[] = [];
  const limits: AbortController[] = [];
  const world = createRespondWorld({
    timeout: (milliseconds) => {
      const limit = new AbortController();
      waits.push(milliseconds);
      limits.push(limit);
      return limit.signal;
    },
    ...hanging,
  });
  return {
    world,
    waits,
    /** Posts a link, and lets a limit pass, again and again; by default that of the call that is still running. */
    async post(
      action: 'approve' | 'reject' = 'approve',
      method = 'POST',
      passing: (all: readonly AbortController[]) => AbortController | undefined = (all) => all.at(-1),
    ) {
      const { [action]: url = '' } = await world.urls({ ...APPROVAL, recipient: 'ann@example.com' });
      let isAnswered = false;
      const answer = world.send(url, { method, headers: { ...FORM, ...HTML } }).finally(() => {
        isAnswered = true;
      });
      while (!isAnswered) {
        await new Promise(setImmediate);
        passing(limits)?.abort();
      }
      return answer;
    },
  };
}

describe('a page comes within 8 seconds', () => {
  it('if KMS hangs: nothing was sent', async () => {
    const { world, post } = impatientWorld({ openLink: never });

    const { statusCode, body } = await post();

    expect(statusCode).toBe(500);
    expect(body).toContain('Something went wrong on our side.');
    expect(world.workflow.completed).toEqual([]);
    expect(world.lines).toMatchObject([{ event: 'respond', level: 'error', error: expect.any(LateError) }]);
  });

  it('if Step Functions and the history hang: it is not known whether the answer was recorded', async () => {
    const { waits, post } = impatientWorld({ completeTask: never, getHistory: never });

    const { statusCode, body } = await post();

    expect(statusCode).toBe(500);
    expect(body).toContain('<h1>No answer yet</h1>');
    expect(body).not.toContain('This link does not work');
    expect(body).toContain('Open the link again to see whether your answer was recorded.');
    const total = waits.slice(1).reduce((sum, milliseconds) => sum + milliseconds, 0);
    // The schemas of a post action may take a second more.
    expect(total).toBeLessThanOrEqual(7_000);
  });

  it('if many calls come one after the other: one limit ends them all', async () => {
    const { waits, post } = impatientWorld({ completeTask: never, getHistory: never });

    const { statusCode, body } = await post('approve', 'POST', ([ofPress]) => ofPress);

    expect(statusCode).toBe(500);
    expect(body).toContain('<h1>No answer yet</h1>');
    expect(waits[0]).toBe(7_000);
  });

  it('if Step Functions hangs after it recorded the answer: it is accepted', async () => {
    const hangs: CompleteTask = async (task, outcome) => {
      await world.workflow.completeTask(task, outcome);
      return never();
    };
    const { world, post } = impatientWorld({ completeTask: (...given) => hangs(...given) });

    const { statusCode, body } = await post();

    expect(statusCode).toBe(200);
    expect(body).toContain('<h1>Approved</h1>');
  });

  it.each(['GET', 'POST'])('if the history hangs: %s is answered without it', async (method) => {
    const { post } = impatientWorld({ getHistory: never });

    const { statusCode, body } = await post('approve', method);

    expect(statusCode).toBe(200);
    expect(body).toContain(method === 'GET' ? '<form' : '<h1>Approved</h1>');
  });
});

it('a call to Step Functions that is late is aborted, so that no retry runs after the answer', async () => {
  let signal: AbortSignal | undefined;
  const { post } = impatientWorld({
    completeTask(_task, _outcome, given) {
      signal = given;
      return never();
    },
  });

  await post();

  expect(signal?.aborted).toBe(true);
});
