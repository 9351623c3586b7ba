import type { Log } from '../log.ts';
import type { Connector } from './connector.ts';
import type { PeopleOfTeams } from './people.ts';

/** Where a deployment posts requests. */
export interface ChannelSettings {
  /** The id of the channel of requests that name none. */
  readonly channel: string;
  /** Where the bot begins conversations. */
  readonly serviceUrl: string;
}

/** The ports of Teams as a surface: its messages are sent from the state machine. */
export interface SurfacePorts extends ChannelSettings {
  readonly connector: Connector;
  readonly people: PeopleOfTeams;
  readonly log: Log;
}
