/** Resolves to the first value that is neither false nor undefined; rejects, naming `what`, when the time is over. */
export type Until = <T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
) => Promise<T>;

/** @param onChange tells when it is worth another look */
export function createUntil(onChange: (listener: () => void) => () => void, deadline: AbortSignal): Until {
  return (what, look) =>
    new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        stop();
        deadline.removeEventListener('abort', giveUp);
        finish();
      };
      const giveUp = () => settle(() => reject(new Error(`In all this time, ${what} did not come.`)));
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
