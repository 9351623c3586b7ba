/**
 * Runs as a separate process. Loads a bundle as Lambda does. If an event is given, invokes the handler with it. The
 * last line on standard output is JSON with the number of parameters of the handler, its answer, and the files of the bundle that
 * were loaded.
 */
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [, , file = '', event] = process.argv;
const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    if (url.startsWith(pathToFileURL(path.dirname(file)).href)) loaded.push(fileURLToPath(url));
    return next(url, context);
  },
});
const { handler } = await import(pathToFileURL(file).href);
const answer = event === undefined ? undefined : await handler(JSON.parse(event), {});
process.stdout.write(`\n${JSON.stringify({ takes: handler.length, answer, loaded })}\n`);
