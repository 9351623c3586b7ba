import { loadLanguage } from '../wording/index.ts';

/** Starts to load the texts of the deployment's language, and returns a handler that waits until they are loaded. */
export function inLanguage<Result>(
  locale: string,
  handle: (event: unknown) => Promise<Result>,
): (event: unknown) => Promise<Result> {
  const loading = loadLanguage(locale);
  return async (event) => {
    await loading;
    return handle(event);
  };
}
