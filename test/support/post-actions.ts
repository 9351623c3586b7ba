import type { PostAction, PostOutcome } from '../../src/callback/payload.ts';

export const JSON_TYPE = { 'content-type': 'application/json' };

/** A post action of the create-urls input, with one outcome of each type. */
export const HOOK = {
  name: 'hook',
  type: 'post',
  outcomes: [
    { name: 'good', type: 'success', schema: byResult('good'), output_path: '$.by' },
    { name: 'bad', type: 'failure', schema: byResult('bad'), error: 'Bad', cause_path: '$.reason' },
    { name: 'wait', type: 'heartbeat', schema: byResult('wait') },
  ],
};

/** A body that matches the success of HOOK. */
export const GOOD = JSON.stringify({ result: 'good', by: 'ann' });

/** A post action named hook. By default, its outcomes are successes that accept any body and send it as the output. */
export function postAction(...outcomes: object[]): PostAction {
  return { name: 'hook', type: 'post', outcomes: outcomes.map(postOutcome) };
}

function postOutcome(given: object): PostOutcome {
  const hasOutput = 'type' in given || 'output' in given || 'output_path' in given;
  const defaults = { name: 'done', type: 'success', schema: {}, ...(!hasOutput && { output_body: true }) };
  return { ...defaults, ...given } as PostOutcome;
}

function byResult(value: string) {
  return { type: 'object', properties: { result: { const: value } }, required: ['result'] };
}
