/**
 * Run as a process of its own: loads a bundle as Lambda does, and invokes its handler with an event, if there is one.
 * The last line on standard output is JSON: how many arguments the handler takes, and what it answered.
 */
import { pathToFileURL } from 'node:url';

const [, , file = '', event] = process.argv;
const { handler } = await import(pathToFileURL(file).href);
const answer = event === undefined ? undefined : await handler(JSON.parse(event), {});
process.stdout.write(`\n${JSON.stringify({ takes: handler.length, answer })}\n`);
