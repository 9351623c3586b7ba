/** Slack would not allow the action, or the app refused it or answered it incorrectly. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code:
    | 'UnknownUser'
    | 'UnknownMessage'
    | 'UnknownView'
    | 'UnknownAction'
    | 'UnknownField'
    | 'UnknownCommand'
    | 'UnknownShortcut'
    | 'EndpointFailed';

  constructor(code: DeliveryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
