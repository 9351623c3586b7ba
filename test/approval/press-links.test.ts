import { describe, expect, test } from 'vitest';
import type { Press } from '../../src/approval/verdict.ts';
import type { Json } from '../../src/callback/json.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { assertAllowed, type Features, resolveAction } from '../../src/callback/resolve-action.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import {
  APPROVE,
  approval,
  BOB,
  BOB_ONLY,
  decided,
  gone,
  openedFacts,
  plain,
  pressed,
  REJECT,
  refusedWith,
  vote,
  waits,
} from './support/presses.ts';

describe('a link with parameters or a body', () => {
  const outcomes = [
    { name: 'yes', schema: { const: 'yes' }, type: 'success', output_body: true },
    {
      name: 'no',
      schema: { type: 'object', required: ['why'] },
      type: 'failure',
      error: 'rejected',
      cause_path: '$.why',
    },
  ] as const;
  const post = approval({ name: 'answer', type: 'post', outcomes }, BOB_ONLY);
  const template: Payload = {
    ...approval({ name: 'approve', type: 'success', output: { note: '$note' } }),
    outputParameters: true,
  };
  /** A press as the web makes it, from the parameters of a link and the body. */
  const brings = (
    payload: Payload,
    { body, parameters = {} }: { body?: Json; parameters?: Readonly<Record<string, string>> } = {},
    features: Features = { outputParameters: true, postActions: true },
  ): Partial<Press> => ({
    async resolve() {
      assertAllowed(payload, features);
      const call = { parameters: new Map(Object.entries(parameters)), ...(body !== undefined && { body }) };
      return { ...payload, action: (await resolveAction(payload, call)).action };
    },
  });

  test('fills the templates of its action', async () => {
    const { verdict, completed } = await pressed({
      sealed: template,
      press: brings(template, { parameters: { note: 'fine' } }),
    });
    expect(verdict).toMatchObject({ kind: 'taken', payload: template, resolution: { status: 'approved' } });
    expect(completed).toMatchObject([
      { outcome: { type: 'success', output: { note: 'fine', decision: { by: 'ann' } } } },
    ]);
  });

  test('completes a post action with the outcome that the body selects', async () => {
    const { verdict, facts, completed } = await pressed({
      sealed: post,
      press: { who: BOB, ...brings(post, { body: { why: 'too early' } }) },
      history: waits,
    });
    expect(verdict).toMatchObject({
      kind: 'taken',
      payload: post,
      resolution: { status: 'rejected', vote: vote('answer', BOB) },
    });
    expect(completed).toMatchObject([{ outcome: { type: 'failure', error: 'rejected' } }]);
    expect(facts).toStrictEqual({
      ...openedFacts(post),
      complete_ms: 0,
      outcome: 'accepted',
      decided: { via: 'slack', action: 'answer' },
    });
  });

  test('sends the output of another program unchanged', async () => {
    const sealed = plain(post.action);
    const { completed, verdict } = await pressed({ sealed, press: brings(sealed, { body: 'yes' }) });
    expect(completed).toStrictEqual([
      { task: { token: TASK_TOKEN }, outcome: { type: 'success', output: 'yes' } },
    ]);
    expect(verdict).toStrictEqual({ kind: 'taken', payload: sealed });
  });

  test('returns the response of its action, with the templates filled in', async () => {
    const sealed = { ...template, action: { ...template.action, response: { text: 'Thanks: $note' } } };
    const press = brings(sealed, { parameters: { note: 'fine' } });
    expect((await pressed({ sealed, press })).verdict).toMatchObject({
      kind: 'taken',
      payload: sealed,
      response: { text: 'Thanks: fine' },
    });
    const repeated = { answer: gone('TaskTimedOut'), history: decided(APPROVE) };
    expect((await pressed({ sealed, press, ...repeated })).verdict).toMatchObject({
      kind: 'taken',
      payload: sealed,
      response: { text: 'Thanks: fine' },
    });
  });

  const nothing: Features = { outputParameters: false, postActions: false };

  test.each<[string, Payload, Partial<Press>, string]>([
    ['a parameter is missing', template, brings(template), 'OutputFormatting'],
    ['there is no body', post, brings(post), 'InvalidPostActionBody'],
    ['the body matches no outcome', post, brings(post, { body: 'perhaps' }), 'InvalidPostActionBody'],
    ['templates are not allowed here', template, brings(template, {}, nothing), 'ParametersDisabled'],
    [
      'post actions are not allowed here',
      post,
      brings(post, { body: 'yes' }, nothing),
      'PostActionsDisabled',
    ],
  ])('is refused when %s', async (_, sealed, how, code) => {
    for (const decides of [true, false]) {
      const { verdict, ...rest } = await pressed({
        sealed,
        press: { ...how, decides },
        history: decided(REJECT),
      });
      expect(verdict).toStrictEqual({ kind: 'refused', payload: sealed, refusal: refusedWith(code) });
      const facts = { ...openedFacts(sealed), outcome: code };
      expect(rest).toStrictEqual({ facts, completed: [], reads: [], lines: [] });
    }
  });

  test('fails when its action cannot be resolved', async () => {
    const error = new Error('json-p3 cannot be loaded');
    const { verdict, facts, completed } = await pressed({ press: { resolve: () => Promise.reject(error) } });
    expect(verdict).toStrictEqual({ kind: 'failed', payload: approval(APPROVE), error: expect.any(Error) });
    expect(facts).toMatchObject({ level: 'error', outcome: 'ServiceError', error });
    expect(completed).toEqual([]);
  });

  test('decides only for a person who may decide', async () => {
    const { verdict, completed } = await pressed({ sealed: post, press: brings(post, { body: 'yes' }) });
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'NotAllowed' } });
    expect(completed).toEqual([]);
  });

  test('returns its filled action when the press does not decide', async () => {
    const { verdict } = await pressed({
      sealed: template,
      press: { decides: false, ...brings(template, { parameters: { note: 'fine' } }) },
    });
    expect(verdict).toMatchObject({ kind: 'open', payload: { action: { output: { note: 'fine' } } } });
  });
});
