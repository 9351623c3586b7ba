import { checkPostActions, resolvePostAction } from '../../src/callback/post-action.ts';
import { postAction } from './post-actions.ts';

/*
 * Run this with --disallow-code-generation-from-strings. Writes whether `new Function` works, and the result of an
 * action.
 */
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: { who: { type: 'string', pattern: '^\\p{L}+$', format: 'hostname' }, n: { multipleOf: 2 } },
  required: ['who'],
  unevaluatedProperties: false,
};
const action = postAction({ schema, output_path: '$[?match(@, "a.*") && length(@) > 2]' });

checkPostActions([action]);
process.stdout.write(
  JSON.stringify({
    evaluates: isDone(() => new Function('return 1')()),
    resolved: resolvePostAction(action, { who: 'ann', n: 4 }),
  }),
);

function isDone(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
