import { Hono } from 'hono';
import { isObject, objects, parseJson } from '../json.ts';
import { CARD_TYPE, type Card, cardErrors, partsOf } from './card-check.ts';
import type { Messages } from './messages.ts';
import { CHANNEL } from './tenant.ts';

export interface WebhookOptions {
  readonly messages: Messages;
  /** The signature in the URL: each person who knows it can post. */
  readonly signature: string;
}

/** In bytes (Teams: "Create incoming webhooks with Workflows"). */
const MAX_BODY = 28 * 1024;

/** Who posts what a webhook gets. */
const WORKFLOWS = { id: '28:workflows', name: 'Workflows' };

/**
 * The webhook of a workflow that posts cards in the channel, for each person who knows its URL. The body is a message with
 * one card, or only the card. The card has at most version 1.4, and its buttons only open links: nothing listens for
 * presses.
 */
export function createWebhook({ messages, signature }: WebhookOptions): Hono {
  const app = new Hono();
  app.post('/workflows/approvals/triggers/manual/paths/invoke', async (c) => {
    const refuse = (status: 400 | 401 | 413, code: string, message: string) =>
      c.json({ error: { code, message } }, status);
    if (c.req.query('sig') !== signature) {
      return refuse(401, 'DirectApiAuthorizationRequired', 'The signature in the URL is wrong.');
    }
    const body = await c.req.text();
    if (Buffer.byteLength(body) > MAX_BODY) {
      return refuse(413, 'RequestEntityTooLarge', 'The body has more than 28 KB.');
    }
    const card = cardIn(parseJson(body));
    const errors = card ? webhookErrors(card) : ['the body is neither a card nor a message with one card'];
    if (errors.length > 0) return refuse(400, 'InvalidCard', errors.join('; '));
    const id = messages.nextId();
    messages.add({
      id,
      from: WORKFLOWS,
      conversation: { id: `${CHANNEL.id};messageid=${id}`, conversationType: 'channel' },
      attachments: [{ contentType: CARD_TYPE, content: card }],
    });
    return c.body(null, 202);
  });
  return app;
}

function cardIn(body: unknown): Card | undefined {
  if (!isObject(body)) return undefined;
  if (body.type !== 'message') return body;
  const [attachment, ...others] = objects(body.attachments);
  if (!attachment || attachment.contentType !== CARD_TYPE || others.length > 0) return undefined;
  return isObject(attachment.content) ? attachment.content : undefined;
}

function webhookErrors(card: Card): string[] {
  const errors = cardErrors(card);
  if (errors.length > 0) return errors;
  const sent = partsOf(card).filter(({ type }) => type === 'Action.Execute' || type === 'Action.Submit');
  return [
    ...(card.version === '1.5' ? ['Workflows shows cards up to version 1.4'] : []),
    ...sent.map(({ type }) => `nothing listens for ${type}`),
  ];
}
