import { isObject, parseJson } from '../../local/json.ts';
import type { Played } from './judge.ts';
import type { Kind } from './kinds.ts';
import { type Asked, askedIn, notEnded, notShown } from './shown.ts';
import type { Stage } from './stage.ts';
import { URLS_MACHINE } from './urls-machine.ts';

/** An approval that waits everywhere, and how to go on with it. */
export interface Waiting {
  readonly askMs: number;
  /** Lets people decide it, and waits until all surfaces show its end. */
  readonly decide: () => Promise<Played>;
}

/** @param number no other approval of the run has it */
export async function ask(stage: Stage, kind: Kind, number: number): Promise<Waiting | Played> {
  const { journal, until } = stage;
  const word = `Soak${number}x`;
  const execution = `soak-${number}`;
  const followed = journal.follow(`ApprovalEmails:${execution}`);
  const startedAt = performance.now();
  await stage.start(execution, { name: word, ...kind.request });
  const asked =
    (await until(() => followed.asked > 0)) && (await until(() => askedIn(stage, word, execution)));
  const askMs = performance.now() - startedAt;
  if (!asked) return { kind: kind.name, askMs, endMs: 0, lost: ['It was not asked everywhere.'] };
  return {
    askMs,
    async decide() {
      const answeredAt = performance.now();
      await kind.answer(stage, asked, followed);
      await until(() => followed.told.size >= SURFACES);
      await until(() => problems(stage, asked, kind.expected).length === 0);
      journal.forget(`ApprovalEmails:${execution}`);
      const endMs = performance.now() - answeredAt;
      return { kind: kind.name, askMs, endMs, lost: problems(stage, asked, kind.expected) };
    },
  };
}

/** Slack, Teams and e-mail. */
const SURFACES = 3;

function problems(stage: Stage, asked: Asked, expected: string): string[] {
  return [...notEnded(stage, asked.execution, expected), ...notShown(stage, asked)];
}

/** An approval from its start to its end. */
export async function play(stage: Stage, kind: Kind, number: number): Promise<Played> {
  const waiting = await ask(stage, kind, number);
  return 'decide' in waiting ? waiting.decide() : waiting;
}

/** A machine asks by create-urls, scanners open the URL, and a person decides on its page. */
export async function playUrls(stage: Stage, number: number): Promise<Played> {
  const { stack, until, visit } = stage;
  const name = `urls-${number}`;
  const startedAt = performance.now();
  await stage.start(name, { name }, URLS_MACHINE.name);
  const find = () => stack.executions().find((one) => one.name === name);
  const url = await until(() => urlIn(find()?.history.find(({ type }) => type === 'TaskSubmitted')));
  const askedAt = performance.now();
  if (url) {
    await Promise.all([visit(url, { method: 'HEAD' }), visit(url)]);
    await visit(url, { method: 'POST' });
    await until(() => notEnded(stage, name, 'approve').length === 0);
  }
  return {
    kind: 'asks by create-urls',
    askMs: askedAt - startedAt,
    endMs: performance.now() - askedAt,
    lost: notEnded(stage, name, 'approve'),
  };
}

/** The URL that approves, in the event of a task whose function returned the URLs. */
function urlIn(submitted: object | undefined): string | undefined {
  if (!submitted || !('taskSubmittedEventDetails' in submitted)) return undefined;
  const details = submitted.taskSubmittedEventDetails;
  const output = isObject(details) ? parseJson(String(details.output)) : undefined;
  const payload = isObject(output) && isObject(output.Payload) ? output.Payload : {};
  return isObject(payload.urls) ? String(payload.urls.approve) : undefined;
}
