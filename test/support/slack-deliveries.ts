import { readFixture } from './fixtures.ts';
import { interactionBody } from './slack-request.ts';

/** The body of a request of Slack: a form, a form with a JSON payload, or JSON. */
type Fixture = { readonly contentType: string } & (
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly payload: object }
  | { readonly json: object }
);

export interface Delivery {
  readonly body: string;
  readonly contentType: string;
}

/**
 * Reads a recorded request of Slack from a file in test/fixtures/slack.
 *
 * @param filled values for the placeholders `{{name}}`, such as a payload that the test has just sealed
 */
export function recordedDelivery(name: string, filled: Readonly<Record<string, unknown>> = {}): Delivery {
  const fixture: Fixture = readFixture(`slack/${name}`, filled);
  return { body: bodyOf(fixture), contentType: fixture.contentType };
}

function bodyOf(fixture: Fixture): string {
  if ('form' in fixture) return new URLSearchParams(fixture.form).toString();
  return 'payload' in fixture ? interactionBody(fixture.payload) : JSON.stringify(fixture.json);
}
