/**
 * Calls `look` after every change until it gives a value that is neither false nor undefined, and resolves to that
 * value. Rejects at the deadline, with `what` in the message.
 */
export type Until = <T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
) => Promise<T>;

/** @param onChange calls the listener after every change */
export function createUntil(onChange: (listener: () => void) => () => void, deadline: AbortSignal): Until {
  return (what, look) =>
    new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        stop();
        deadline.removeEventListener('abort', giveUp);
        finish();
      };
      const giveUp = () => settle(() => reject(new Error(`Timed out waiting for ${what}.`)));
      const check = async () => {
        try {
          const found = await look();
          if (found !== undefined && found !== false) settle(() => resolve(found));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const stop = onChange(() => void check());
      deadline.addEventListener('abort', giveUp);
      if (deadline.aborted) giveUp();
      void check();
    });
}
