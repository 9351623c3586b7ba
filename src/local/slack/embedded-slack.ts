import { randomBytes } from 'node:crypto';
import { createListeners } from '../listeners.ts';
import { KEPT } from '../newest.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import type { AppManifest } from './manifest.ts';
import { createSender } from './sender.ts';
import { startWebApi, type WebApi } from './web-api.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

/** A Slack in this process: a workspace, its Web API over HTTP, and the actions of its people. */
export interface EmbeddedSlack extends Delivery, Pick<WebApi, 'call' | 'messages'> {
  readonly workspace: Pick<Workspace, 'bot' | 'users' | 'userGroups' | 'channel'>;
  readonly app: AppManifest;
  /** The environment variables that an app needs to use this workspace. */
  readonly variables: {
    readonly SLACK_API_URL: string;
    readonly SLACK_BOT_TOKEN: string;
    readonly SLACK_SIGNING_SECRET: string;
    /** The id of the channel. */
    readonly SLACK_CHANNEL: string;
    /** The first command and the name of the manifest. */
    readonly SLACK_COMMAND: string | undefined;
    readonly SLACK_APP_NAME: string;
  };
  /** Calls `listener` after every change of a message or a view. The returned function removes the listener. */
  readonly onChange: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
}

export interface EmbeddedSlackOptions {
  /** The app's request URL: Slack sends commands, interactions and events to it. The console has the same origin. */
  readonly eventsUrl: string;
  readonly onError: (error: unknown) => void;
  readonly app: AppManifest;
  /** Milliseconds since 1970 */
  readonly now?: () => number;
  /** A signal that aborts when the app takes too long to answer. By default after 3 seconds. */
  readonly answerLimit?: () => AbortSignal;
  /** How many messages with buttons stay, and how many others. By default KEPT. */
  readonly keep?: number;
}

/** Slack: "Handling user interaction", acknowledgment response. */
const ANSWER_WITHIN_MS = 3_000;

export async function startEmbeddedSlack(options: EmbeddedSlackOptions): Promise<EmbeddedSlack> {
  const {
    eventsUrl,
    onError,
    app,
    now = Date.now,
    answerLimit = () => AbortSignal.timeout(ANSWER_WITHIN_MS),
    keep = KEPT,
  } = options;
  const { notify: onChange, add: addListener } = createListeners();
  const signingSecret = randomBytes(16).toString('hex');
  const workspace = await startWorkspace(app);
  const consoleUrl = new URL(eventsUrl).origin;
  const webApi = await startWebApi(workspace, { consoleUrl, onChange, onError, now, keep });
  const sender = createSender({ eventsUrl, signingSecret, now, answerLimit });
  return {
    ...createDelivery({ workspace, webApi, sender, app, now }),
    workspace,
    app,
    call: webApi.call,
    messages: webApi.messages,
    variables: {
      SLACK_API_URL: webApi.apiUrl,
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_CHANNEL: workspace.channel.id,
      SLACK_COMMAND: app.commands[0],
      SLACK_APP_NAME: app.name,
    },
    onChange: addListener,
    async close() {
      await webApi.close();
      await workspace.close();
    },
  };
}
