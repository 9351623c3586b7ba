/** What Slack would not have let a person do, or what our endpoint did not take or answered wrongly. */
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
