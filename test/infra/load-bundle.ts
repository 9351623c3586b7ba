/**
 * Runs as a separate process. Loads a bundle as Lambda does. If an event is given, invokes the handler with it. The
 * last line on standard output is JSON with the number of parameters of the handler, and its answer.
 */
import { pathToFileURL } from 'node:url';

const [, , file = '', event] = process.argv;
const { handler } = await import(pathToFileURL(file).href);
const answer = event === undefined ? undefined : await handler(JSON.parse(event), {});
process.stdout.write(`\n${JSON.stringify({ takes: handler.length, answer })}\n`);
