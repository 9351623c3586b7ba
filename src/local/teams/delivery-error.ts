/** Teams would not allow the action, or the bot refused it or answered it incorrectly. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code:
    | 'UnknownPerson'
    | 'UnknownMessage'
    | 'UnknownAction'
    | 'InvalidInput'
    | 'EmptyMessage'
    | 'NotInstalled'
    | 'EndpointFailed';

  constructor(code: DeliveryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
