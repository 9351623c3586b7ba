import type { Wait } from '../approval/patience.ts';
import type { StartExecution } from '../approval/ports.ts';
import type { RequestDefaults } from '../approval/request.ts';
import type { SurfaceName } from '../approval/surface.ts';
import type { WorkflowPorts } from '../approval/until-deadline.ts';
import type { Sealer } from '../callback/seal.ts';
import type { Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import type { Connector } from './connector.ts';
import type { FollowUp } from './follow-up.ts';
import type { PeopleOfTeams } from './people.ts';

/** Where a deployment posts requests. */
export interface ChannelSettings {
  /** The id of the channel of requests that name none. */
  readonly channel: string;
  /** The other channels that a request may name; undefined: each channel of a team with the bot. */
  readonly allowedChannels?: readonly string[] | undefined;
  /** Where the bot begins conversations. */
  readonly serviceUrl: string;
}

/** The ports of Teams as a surface: its messages are sent from the state machine. */
export interface SurfacePorts extends ChannelSettings {
  readonly connector: Connector;
  readonly people: PeopleOfTeams;
  readonly log: Log;
}

/** The ports that all deliveries share. */
export interface EndpointPorts extends Omit<SurfacePorts, 'channel'>, WorkflowPorts, RequestDefaults {
  /** Missing until it is known: the bot tells the id of a channel when it is added to its team. */
  readonly channel: string | undefined;
  readonly open: Sealer['open'];
  /** Starts ApprovalOutcome; missing in a deployment without it. */
  readonly startOutcomeExecution?: StartExecution | undefined;
  /** Starts a press again, in an asynchronous invocation. */
  readonly followUp: (work: FollowUp) => Promise<void>;
  readonly tenantId: string;
  /** The name by which people mention the bot. */
  readonly appName: string;
  /** The surfaces of the deployment; undefined if this program does not know them. */
  readonly surfaces?: readonly SurfaceName[] | undefined;
  /** The ARN of the approval workflow. */
  readonly stateMachineArn: string;
  /** ARNs with `*` of the state machines whose requests the deployment serves, its own among them. */
  readonly stateMachines: readonly string[];
  /** Milliseconds since 1970 */
  readonly now: () => number;
  /** Waits where there is nothing else to do. */
  readonly pause: Wait;
  /** Returns a signal that aborts after this time. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}

/** The ports of one delivery. */
export interface TeamsPorts extends EndpointPorts {
  /** Adds facts to the log line of this delivery. */
  readonly note: Note;
  /** Aborts when the answer is due. After that, the ports start no new call. */
  readonly deadline: AbortSignal;
}
