import { once } from 'node:events';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import pkg from '../../../package.json' with { type: 'json' };
import { Misuse, readMcpArguments } from '../arguments.ts';
import { findDeployment } from '../deployment.ts';
import { type Program, unlessInterrupted } from '../program.ts';
import { checkedInput, requestOfOptions } from '../request-input.ts';
import { STDIN_IS_TAKEN } from '../text.ts';
import { createToolServer } from './tools.ts';

const LOOK_EVERY_MS = 2_000;

/** `countersign mcp`: serves the tools on standard input and output, until the client closes its end. */
export async function serve(args: readonly string[], program: Program): Promise<number> {
  const { where, request } = readMcpArguments(args);
  if (request.request === '-') throw new Misuse(STDIN_IS_TAKEN);
  const fixed = await requestOfOptions(request, program.readText);
  // What is wrong with the options is told to the person who starts the server, and not to the agent.
  await checkedInput({ title: 'title', ...fixed });
  const { interrupted } = program;
  const deployment = await unlessInterrupted(findDeployment(where, program.env, interrupted), interrupted);
  // An event that came before its listener is never seen.
  if (!deployment || interrupted.aborted) return 0;
  const interruption = once(interrupted, 'abort');
  const pause = (signal: AbortSignal) => program.pause(LOOK_EVERY_MS, signal);
  const server = createToolServer({ deployment, fixed, version: pkg.version, pause });
  await server.connect(new StdioServerTransport());
  await Promise.race([once(process.stdin, 'close'), interruption]);
  await server.close();
  return 0;
}
