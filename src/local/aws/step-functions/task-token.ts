import type { JsonValue } from '../../json.ts';
import { createNewest } from '../../newest.ts';
import { AwsError } from '../protocol/aws-error.ts';

/** A task that waits for SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat. */
export interface WaitingTask {
  readonly succeed: (output: JsonValue) => void;
  readonly fail: (error: string, cause: string) => void;
  readonly heartbeat: () => void;
}

export interface TaskTokens {
  readonly mint: () => string;
  readonly issue: (token: string, task: WaitingTask) => void;
  /**
   * Call this when the token is used or its task has ended. From then on `find` throws TaskTimedOut for it, and
   * TaskDoesNotExist once it is forgotten.
   */
  readonly retire: (token: string) => void;
  /** The task that waits for this token. Throws InvalidToken, TaskDoesNotExist or TaskTimedOut. */
  readonly find: (token: string) => WaitingTask;
}

/** Step Functions' limit for a task token, in characters. */
const LONGEST_TOKEN = 2048;

const BASE64_RUNS = /^[A-Za-z0-9+/][A-Za-z0-9+/=]*$/;

/** @param keep how many retired tokens stay known */
export function createTaskTokens(randomBytes: (size: number) => Buffer, keep: number): TaskTokens {
  const tasks = createNewest<WaitingTask | 'retired'>({
    limit: keep,
    waits: (task) => task !== 'retired',
    waitingLimit: Number.POSITIVE_INFINITY,
  });

  return {
    mint: () => mintTaskToken(randomBytes),
    issue: tasks.set,
    retire: (token) => tasks.set(token, 'retired'),
    find(token) {
      if (token.length > LONGEST_TOKEN || !BASE64_RUNS.test(token)) {
        throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
      }
      const task = tasks.get(token);
      if (task === undefined) {
        throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
      }
      if (task === 'retired') {
        throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
      }
      return task;
    },
  };
}

/**
 * A token that looks like a real one: 600 to 728 characters, with the prefix of many real tokens. It consists of two
 * base64 texts, so it can contain `=` in the middle, and it contains `+` and `/`.
 */
function mintTaskToken(randomBytes: (size: number) => Buffer): string {
  const firstRun = Buffer.concat([Buffer.from('AQCEAAAAKgAAAAMAAAAAAAAAAQ', 'base64'), randomBytes(120)]);
  const [variation = 0] = randomBytes(1);
  const secondRun = randomBytes(309 + (variation % 97));
  return firstRun.toString('base64') + secondRun.toString('base64');
}
