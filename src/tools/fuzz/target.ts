import fc from 'fast-check';
import { httpEvent, type RequestParts } from '../../../test/support/web-event.ts';
import type { Asked } from './asked.ts';
import type { Contract } from './judge.ts';
import { mutated } from './mutate.ts';
import type { Stage } from './stage.ts';

/** Events for one handler that it must survive. */
export interface Target {
  readonly handler: string;
  /** What the events are made from. */
  readonly title: string;
  readonly contract: Contract;
  readonly events: fc.Arbitrary<unknown>;
  /**
   * Only if the events have a payload that was tampered with: the event with the sealed payload. It completes the task, which
   * shows that the others fail only because of what was changed.
   */
  readonly original?: unknown;
}

/** What the events are made from: the stage, a request that waits, and another one, to splice its payloads. */
export interface Scene {
  readonly stage: Stage;
  readonly asked: Asked;
  readonly other: Asked;
  /** Callback URLs of the request, from create-urls, in each format. */
  readonly links: Links;
}

/** Pairs of callback URLs: one that approves, and another one. */
export interface Links {
  readonly current: readonly [string, string];
  readonly committing: readonly [string, string];
  readonly plain: readonly [string, string];
  /** Untouched, but not of this deployment: not encrypted, or sealed for another one. */
  readonly foreign: readonly string[];
  /** Takes a JSON body. */
  readonly post: string;
}

/** What a person fills in for the inputs of a request with rules, by their names. */
export const FILLED = { ticket: 'T-1', hours: '2', role: 'reader', from: '2026-11-28', watched: 'true' };

/** What an action of `links` contains, and no answer shows. */
export const OPENED = 'opened-7d1c';

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The event of an HTTP request, as API Gateway sends it, or the URL of a function. */
export function httpEvents(url: string, parts: RequestParts): fc.Arbitrary<ReturnType<typeof httpEvent>> {
  const event = httpEvent(url, parts);
  const { requestContext } = event;
  const domainName = 'abcdefgh.lambda-url.eu-west-1.on.aws';
  return fc.constantFrom(event, {
    ...event,
    routeKey: '$default',
    requestContext: { ...requestContext, apiId: 'abcdefgh', domainName, stage: '$default' },
  });
}

/** Changes anything in an HTTP event that its sender can choose. API Gateway writes the rest. */
export function mutatedRequests(url: string, parts: RequestParts): fc.Arbitrary<unknown> {
  return httpEvents(url, parts).chain(({ requestContext, version, ...chosen }) =>
    mutated(chosen).map((changed) => ({ ...Object(changed), version, requestContext })),
  );
}
