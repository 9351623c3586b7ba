import { isObject, parseJson } from '../json.ts';
import type { Authority } from './authority.ts';
import { DeliveryError } from './delivery-error.ts';

/**
 * Sends an activity to the bot, signed. Resolves to the JSON object of its answer, or to undefined if the answer has none.
 * Rejects with a {@link DeliveryError} if the bot answers with an error, or too late.
 */
export type Sender = (activity: object) => Promise<Readonly<Record<string, unknown>> | undefined>;

export interface SenderOptions {
  /** The bot's messaging endpoint. */
  readonly messagesUrl: string;
  readonly serviceUrl: () => string;
  readonly sign: Authority['signDelivery'];
  /** Returns a signal that aborts when the answer takes too long. */
  readonly answerLimit: () => AbortSignal;
}

export function createSender({ messagesUrl, serviceUrl, sign, answerLimit }: SenderOptions): Sender {
  async function post(activity: object, signal: AbortSignal) {
    const response = await fetch(messagesUrl, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await sign({ serviceurl: serviceUrl() })}`,
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
      },
      body: JSON.stringify(activity),
      signal,
    });
    if (!response.ok) {
      throw new DeliveryError(
        'EndpointFailed',
        `The Teams endpoint answered with status ${response.status}.`,
      );
    }
    const answer = parseJson(await response.text());
    return isObject(answer) ? answer : undefined;
  }

  return async (activity) => {
    const limit = answerLimit();
    try {
      return await post(activity, limit);
    } catch (error) {
      if (!limit.aborted) throw error;
      throw new DeliveryError('EndpointFailed', 'The Teams endpoint did not answer in time.');
    }
  };
}
