import { randomBytes } from 'node:crypto';
import type { Environment } from '../../config.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { readShortcuts, type Shortcut } from './manifest.ts';
import { createSender } from './sender.ts';
import { startWebApi, type WebApi } from './web-api.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

/** Slack in this process: a workspace, its Web API over HTTP, and people who press buttons and type commands. */
export interface EmbeddedSlack extends Delivery, Pick<WebApi, 'call' | 'messages'> {
  readonly workspace: Pick<Workspace, 'bot' | 'users' | 'userGroups' | 'channel'>;
  readonly shortcuts: readonly Shortcut[];
  /** What the functions need to reach it. */
  readonly variables: Environment;
  /** Calls `listener` after every change of a message or a view; returns the way to stop that. */
  readonly onChange: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
}

export interface EmbeddedSlackOptions {
  /** Where it sends what people do; on the same origin people read the messages. */
  readonly eventsUrl: string;
  readonly onError: (error: unknown) => void;
  /** The app's; those of manifest.yml where nothing else is said. */
  readonly shortcuts?: readonly Shortcut[];
  /** Milliseconds since 1970 */
  readonly now?: () => number;
  /** A signal that aborts when an answer comes too late; after 3 seconds, where nothing else is said. */
  readonly answerLimit?: () => AbortSignal;
}

/** Slack: "Handling user interaction", acknowledgment response. */
const ANSWER_WITHIN_MS = 3_000;

export async function startEmbeddedSlack(options: EmbeddedSlackOptions): Promise<EmbeddedSlack> {
  const {
    eventsUrl,
    onError,
    shortcuts = readShortcuts(),
    now = Date.now,
    answerLimit = () => AbortSignal.timeout(ANSWER_WITHIN_MS),
  } = options;
  const listeners = new Set<() => void>();
  const signingSecret = randomBytes(16).toString('hex');
  const workspace = await startWorkspace();
  const onChange = () => {
    for (const listener of listeners) listener();
  };
  const consoleUrl = new URL(eventsUrl).origin;
  const webApi = await startWebApi(workspace, { consoleUrl, onChange, onError, now });
  const sender = createSender({ eventsUrl, signingSecret, now, answerLimit });
  return {
    ...createDelivery({ workspace, webApi, sender, shortcuts, now }),
    workspace,
    shortcuts,
    call: webApi.call,
    messages: webApi.messages,
    variables: {
      SLACK_API_URL: webApi.apiUrl,
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_CHANNEL: workspace.channel.id,
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      await webApi.close();
      await workspace.close();
    },
  };
}
