import type { WebClient } from '@slack/web-api';
import type { GetHistory } from '../approval/history.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import type { Sealer } from '../callback/seal.ts';
import type { Log } from '../log.ts';

/** What the listeners need of the world. */
export interface SlackPorts {
  readonly open: Sealer['open'];
  readonly completeTask: CompleteTask;
  readonly getHistory: GetHistory;
  /** Starts an execution of the approval workflow; a repeated name starts nothing. */
  readonly startExecution: (name: string, input: unknown) => Promise<void>;
  readonly client: () => Promise<WebClient>;
  /** Where requests are posted. */
  readonly channel: string;
  readonly locale: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}
