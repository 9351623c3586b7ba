import { isObject } from '../json.ts';
import { CARD_TYPE, type Card, cardErrors } from './card-check.ts';
import { DeliveryError } from './delivery-error.ts';
import type { PrivateAnswer } from './messages.ts';

const MESSAGE_TYPE = 'application/vnd.microsoft.activity.message';
const ERROR_TYPE = 'application/vnd.microsoft.error';

/**
 * What the person who pressed a button sees (Teams: "Universal Actions for Adaptive Cards", response format). A bot must
 * answer with a body.
 *
 * @throws {DeliveryError} if Teams would show "Something went wrong"
 */
export function readInvokeAnswer(
  answer: Readonly<Record<string, unknown>> | undefined,
): { card: Card } | PrivateAnswer {
  const { statusCode, type, value } = answer ?? {};
  if (statusCode === 200 && type === CARD_TYPE) {
    const errors = cardErrors(value);
    if (errors.length === 0) return { card: value as Card };
    throw new DeliveryError('EndpointFailed', `Teams refused the card of the answer: ${errors.join('; ')}`);
  }
  if (statusCode === 200 && type === MESSAGE_TYPE && typeof value === 'string') {
    return { text: value, is_error: false };
  }
  const isRefusal = typeof statusCode === 'number' && statusCode >= 400 && type === ERROR_TYPE;
  if (isRefusal && isObject(value) && typeof value.message === 'string') {
    return { text: value.message, is_error: true };
  }
  throw new DeliveryError(
    'EndpointFailed',
    `Something went wrong: Teams does not know the answer ${statusCode} ${type}.`,
  );
}
