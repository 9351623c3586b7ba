import { type AskedRequest, askedRequest } from '../approval/asked-request.ts';
import { readAskArguments, readGetArguments, type WaitingOptions } from './arguments.ts';
import { findDeployment, lookAt } from './deployment.ts';
import { EXIT_OF_STATUS, WAITS } from './exit-codes.ts';
import { exitOfSignal, type Program, unlessInterrupted } from './program.ts';
import { checkedInput, requestOfOptions } from './request-input.ts';
import { resultOf } from './result.ts';
import {
  INTERRUPTED_BEFORE_SENDING,
  INTERRUPTED_WHILE_LOOKING,
  INTERRUPTED_WHILE_SENDING,
  interruptedWhileWaiting,
  mayStillWait,
  standing,
  waitsFor,
  waitsOn,
} from './text.ts';
import { waitForEnd } from './wait.ts';

/** `countersign ask`: sends a request. Standard output is the id alone, or with `--wait` the answer alone. */
export async function ask(args: readonly string[], program: Program): Promise<number> {
  const { where, request, ...options } = readAskArguments(args);
  const input = await checkedInput(await requestOfOptions(request, program.readText));
  const { interrupted } = program;
  const deployment = await unlessInterrupted(findDeployment(where, program.env, interrupted), interrupted);
  if (!deployment || interrupted.aborted) {
    program.err(INTERRUPTED_BEFORE_SENDING);
    return exitOfSignal(program);
  }
  const id = await unlessInterrupted(deployment.start(input, interrupted), interrupted);
  if (id === undefined) {
    program.err(INTERRUPTED_WHILE_SENDING);
    return exitOfSignal(program);
  }
  const asked = askedRequest({ status: 'RUNNING', input });
  if (!options.wait) {
    program.out(options.json ? JSON.stringify(resultOf(id, asked)) : id);
    return 0;
  }
  program.err(waitsFor(asked, id));
  return answer(id, (signal) => deployment.look(id, signal), options, program).catch((error: unknown) => {
    program.err(mayStillWait(id));
    throw error;
  });
}

/** `countersign get`: shows how a request stands. */
export function get(args: readonly string[], program: Program): Promise<number> {
  const { id, where, ...options } = readGetArguments(args);
  return answer(id, lookAt(id, where, program.env), options, program);
}

/** Prints how the request stands, or ended. @returns the exit code */
async function answer(
  id: string,
  look: (signal: AbortSignal) => Promise<AskedRequest>,
  { wait, json, intervalMs }: WaitingOptions,
  program: Program,
): Promise<number> {
  const { interrupted, pause, out, err } = program;
  const lookOnce = () => unlessInterrupted(look(interrupted), interrupted);
  const found = wait
    ? await waitForEnd({
        look: lookOnce,
        pause: (signal) => pause(intervalMs, signal),
        signal: interrupted,
        onUnavailable: (error) => err(waitsOn(error)),
      })
    : await lookOnce();
  if (wait && !found?.resolution) {
    err(interruptedWhileWaiting(id));
    return exitOfSignal(program);
  }
  if (!found) {
    err(INTERRUPTED_WHILE_LOOKING);
    return exitOfSignal(program);
  }
  out(json ? JSON.stringify(resultOf(id, found)) : standing(found));
  return found.resolution ? EXIT_OF_STATUS[found.resolution.status] : WAITS;
}
