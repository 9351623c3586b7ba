import type { WebClient } from '@slack/web-api';
import type { GetHistory } from '../approval/history.ts';
import type { ListExecutions, StartExecution, StopExecution } from '../approval/ports.ts';
import type { RequestDefaults } from '../approval/request.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import type { Sealer } from '../callback/seal.ts';
import type { SealActions } from '../callback/url.ts';
import type { Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import type { SlackPeople } from './people.ts';

/** The ports of one delivery: a command, an event or an interaction that Slack sends. */
export interface SlackPorts extends EndpointPorts {
  /** Adds facts to the log line of this delivery. */
  readonly note: Note;
  /** Aborts when the answer to Slack is due. After that, the ports start no new call. */
  readonly deadline: AbortSignal;
}

/** The ports that all deliveries share. */
export interface EndpointPorts extends RequestDefaults {
  readonly open: Sealer['open'];
  readonly completeTask: CompleteTask;
  readonly getHistory: GetHistory;
  readonly startExecution: StartExecution;
  readonly listExecutions: ListExecutions;
  readonly stopExecution: StopExecution;
  /** Seals the buttons of the home tab. */
  readonly seal: SealActions;
  readonly client: () => Promise<WebClient>;
  readonly people: SlackPeople;
  /** The channel where requests are posted. */
  readonly channel: string;
  /** The slash command of the app, such as `/approval`. Two apps in one workspace need two. */
  readonly command: string;
  /** The ARN of the approval workflow. */
  readonly stateMachineArn: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  /** Returns a signal that aborts after this time. */
  readonly timeout: (milliseconds: number) => AbortSignal;
  readonly log: Log;
}
