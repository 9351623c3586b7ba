import type { Delivery } from '../approval/answer-in-time.ts';
import type { ChatPorts } from '../approval/chat-ports.ts';
import type { Log } from '../log.ts';
import type { Connector } from './connector.ts';
import type { FollowUp } from './follow-up.ts';
import type { PeopleOfTeams } from './people.ts';

/** The ports of one delivery. After its deadline, they start no new call. */
export type TeamsPorts = EndpointPorts & Delivery;

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
export interface EndpointPorts extends ChatPorts, Omit<SurfacePorts, 'channel'> {
  /** Missing until it is known: the bot tells the id of a channel when it is added to its team. */
  readonly channel: string | undefined;
  /** Starts a press again, in an asynchronous invocation. */
  readonly followUp: (work: FollowUp) => Promise<void>;
  readonly tenantId: string;
  /** The name by which people mention the bot. */
  readonly appName: string;
}
