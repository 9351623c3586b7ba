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

/** What the listeners need for one delivery of Slack. */
export interface SlackPorts extends EndpointPorts {
  /** Adds to the one line that the log gets of this request. */
  readonly note: Note;
  /** Aborts when this request has to be answered: then it begins nothing more. */
  readonly deadline: AbortSignal;
}

/** What every request has in common. */
export interface EndpointPorts extends RequestDefaults {
  readonly open: Sealer['open'];
  readonly completeTask: CompleteTask;
  readonly getHistory: GetHistory;
  readonly startExecution: StartExecution;
  readonly listExecutions: ListExecutions;
  readonly stopExecution: StopExecution;
  /** Seals the buttons on the home tab. */
  readonly seal: SealActions;
  readonly client: () => Promise<WebClient>;
  readonly people: SlackPeople;
  /** Where requests are posted. */
  readonly channel: string;
  /** The ARN of the approval workflow. */
  readonly stateMachineArn: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal;
  readonly log: Log;
}
