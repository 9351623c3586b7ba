import type { WebClient } from '@slack/web-api';
import type { Wait } from '../approval/patience.ts';
import type { StartExecution } from '../approval/ports.ts';
import type { RequestDefaults } from '../approval/request.ts';
import type { SurfaceName } from '../approval/surface.ts';
import type { WorkflowPorts } from '../approval/until-deadline.ts';
import type { Sealer } from '../callback/seal.ts';
import type { SealActions } from '../callback/url.ts';
import type { Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import type { SlackChannels } from './channels.ts';
import type { FollowUp } from './follow-up.ts';
import type { SlackPeople } from './people.ts';
import type { Respond } from './response-url.ts';

/** The ports of one delivery: a command, an event or an interaction that Slack sends. */
export interface SlackPorts extends EndpointPorts {
  /** Adds facts to the log line of this delivery. */
  readonly note: Note;
  /** Aborts when the answer to Slack is due. After that, the ports start no new call. */
  readonly deadline: AbortSignal;
}

/** Where a deployment posts requests. */
export interface ChannelSettings {
  /** The channel of requests that name none. */
  readonly channel: string;
  /** The ids of the other channels that requests may name. Missing: each channel that the app is in. */
  readonly allowedChannels?: readonly string[] | undefined;
  /** The name with which people invite the app to a channel. */
  readonly appName: string;
}

/** The ports of Slack as a surface: its messages are sent from the state machine. */
export interface SurfacePorts extends ChannelSettings {
  /** Called only when it is needed: the bot token may have to be read first. */
  readonly client: () => Promise<WebClient>;
  readonly people: SlackPeople;
  readonly log: Log;
}

/** The ports that all deliveries share. */
export interface EndpointPorts extends WorkflowPorts, RequestDefaults, ChannelSettings {
  readonly open: Sealer['open'];
  /** Starts ApprovalOutcome; missing in a deployment without it. */
  readonly startOutcomeExecution?: StartExecution | undefined;
  /** Lets reading go on in an asynchronous invocation. */
  readonly followUp: (work: FollowUp) => Promise<void>;
  /** Seals the buttons of the home tab. */
  readonly seal: SealActions;
  readonly client: () => Promise<WebClient>;
  readonly respond: Respond;
  readonly people: SlackPeople;
  readonly channels: SlackChannels;
  /** The slash command of the app, such as `/approval`. Two apps in one workspace need two. */
  readonly command: string;
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
