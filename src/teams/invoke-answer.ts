import { type AdaptiveCard, CARD_TYPE } from './card/elements.ts';

/** The answer to a pressed button (Adaptive Cards: "Universal Action Model", response format). Its HTTP status is always 200. */
export interface InvokeAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

/** Shows a card to the person in place of the one with the button. */
export function showCard(card: AdaptiveCard): InvokeAnswer {
  return { statusCode: 200, type: CARD_TYPE, value: card };
}

/** Tells the person something. The card stays. */
export function tell(text: string): InvokeAnswer {
  return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
}

/** Tells the person why nothing was done. The card stays, with what was typed. */
export function refuse(code: string, message: string): InvokeAnswer {
  return { statusCode: 400, type: 'application/vnd.microsoft.error', value: { code, message } };
}
