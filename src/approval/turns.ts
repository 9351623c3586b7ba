import { LateError } from './in-time.ts';
import { startPatience, type Wait } from './patience.ts';
import type { Failed } from './reach.ts';
import { RepeatableError, UncertainError } from './repeatable.ts';
import type { NotAsked, ShowResult, Surface } from './surface.ts';

/** A surface that does not answer delays the next one by at most this, in milliseconds. */
const HEAD_START_MS = 12_000;

/** Waits for surfaces one after the other. A surface that is slow or fails does not stop the next. */
export function startTurns(failedBefore: readonly Failed[], wait: Wait) {
  const { patiently, isOver } = startPatience(wait);
  const messages = new Map<Surface, unknown>();
  const failed: Failed[] = [...failedBefore];
  const notAsked: (Failed & NotAsked)[] = [];
  const pending = new Set<Promise<void>>();
  return {
    /** The references, by surface. */
    get messages(): Readonly<Record<string, unknown>> {
      return Object.fromEntries([...messages].map(([{ name }, reference]) => [name, reference]));
    },
    failed,
    notAsked,
    nothingSent: () => pending.size === 0 && messages.size === 0,
    /** Waits until a surface has shown its message, or its head start is over. */
    async take(surface: Surface, show: (begin: Begin) => Promise<ShowResult>): Promise<void> {
      let hasBegun = false;
      const begin = () => {
        if (isOver()) throw new LateError('The time to send is over.');
        hasBegun = true;
      };
      const answer = patiently(show(begin)).then(
        (result) => {
          messages.set(surface, result.reference);
          notAsked.push(...(result.notAsked ?? []).map((one) => ({ ...one, surface })));
          pending.delete(answer);
        },
        (error: unknown) => {
          failed.push({ surface, error: hasBegun && !surface.inPlace ? error : withoutDoubt(error) });
          pending.delete(answer);
        },
      );
      pending.add(answer);
      await Promise.race([answer, wait(HEAD_START_MS)]);
    },
    /** Waits for all surfaces. */
    end: () => Promise.all(pending),
    /** @returns false if a message is still there */
    async withdraw(): Promise<boolean> {
      const all = [...messages].map(async ([surface, reference]) => {
        if (!surface.withdraw) return;
        await patiently(surface.withdraw(reference));
        messages.delete(surface);
      });
      await Promise.allSettled(all);
      return messages.size === 0;
    },
  };
}

/** Called before a surface sends. Throws if the function has answered: then the state machine may have asked again. */
export type Begin = () => void;

/** An error before anything was sent, or where a second message does no harm: an answer that did not come is then no doubt. */
function withoutDoubt(error: unknown): unknown {
  return error instanceof UncertainError ? new RepeatableError(error.message, { cause: error }) : error;
}
