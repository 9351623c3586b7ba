import type { WebClient } from '@slack/web-api';
import type { Delivery } from '../approval/answer-in-time.ts';
import type { ChatPorts } from '../approval/chat-ports.ts';
import type { SealActions } from '../callback/url.ts';
import type { Log } from '../log.ts';
import type { SlackChannels } from './channels.ts';
import type { FollowUp } from './follow-up.ts';
import type { SlackPeople } from './people.ts';
import type { Respond } from './response-url.ts';

/** The ports of one delivery: a command, an event or an interaction. After its deadline, they start no new call. */
export type SlackPorts = EndpointPorts & Delivery;

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
export interface EndpointPorts extends ChatPorts, SurfacePorts {
  /** Lets reading go on in an asynchronous invocation. */
  readonly followUp: (work: FollowUp) => Promise<void>;
  /** Seals the buttons of the home tab. */
  readonly seal: SealActions;
  readonly respond: Respond;
  readonly channels: SlackChannels;
  /** The slash command of the app, such as `/approval`. Two apps in one workspace need two. */
  readonly command: string;
}
