/** A refusal of the connector (Teams: "Status codes from bot conversational APIs"). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: 400 | 403 | 404 | 413 | 429;
  readonly code: RefusalCode;
  /** In seconds, for the header Retry-After. */
  readonly retryAfter: number | undefined;

  constructor(code: RefusalCode, message: string, retryAfter?: number) {
    super(message);
    this.code = code;
    this.status = STATUS[code];
    this.retryAfter = retryAfter;
  }
}

type RefusalCode = keyof typeof STATUS;

const STATUS = {
  BadSyntax: 400,
  BotNotInConversationRoster: 403,
  ConversationNotFound: 404,
  ActivityNotFoundInConversation: 404,
  MemberNotFoundInConversation: 404,
  MessageSizeTooBig: 413,
  Throttled: 429,
} as const;
