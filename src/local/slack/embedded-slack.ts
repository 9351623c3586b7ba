import { randomBytes } from 'node:crypto';
import type { Environment } from '../../config.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { startWebApi, type WebApi } from './web-api.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

/** Slack in this process: a workspace, its Web API over HTTP, and people who press buttons and type commands. */
export interface EmbeddedSlack extends Delivery, Pick<WebApi, 'call' | 'messages'> {
  readonly workspace: Pick<Workspace, 'bot' | 'users' | 'channel'>;
  /** What the functions need to reach it. */
  readonly variables: Environment;
  /** Calls `listener` after every change of a message; returns the way to stop that. */
  readonly onChange: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
}

/** @param eventsUrl where it sends presses and commands to */
export async function startEmbeddedSlack(
  eventsUrl: string,
  onError: (error: unknown) => void,
): Promise<EmbeddedSlack> {
  const listeners = new Set<() => void>();
  const signingSecret = randomBytes(16).toString('hex');
  const workspace = await startWorkspace();
  const onChange = () => {
    for (const listener of listeners) listener();
  };
  const webApi = await startWebApi(workspace, onChange, onError);
  return {
    ...createDelivery({ workspace, webApi, eventsUrl, signingSecret }),
    workspace,
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
