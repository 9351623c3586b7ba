import { loadLanguage } from '../wording/index.ts';

/** The same handler, once the texts of the deployment's language are loaded. They are loaded at the start, so that no request waits. */
export async function inOwnLanguage<Handler>(handler: Handler): Promise<Handler> {
  await loadLanguage(process.env.LOCALE);
  return handler;
}
