import type { IncomingMessage } from 'node:http';
import { isObject } from '../../callback/json.ts';
import { readBody } from '../loopback-server.ts';
import type { Filled } from '../slack/form-values.ts';

/** What a person does: texts, such as the name of a button; and what is filled in where there is a form. */
export interface ActionBody {
  readonly texts: Readonly<Record<string, string | undefined>>;
  readonly values: Filled | undefined;
}

const MAX_BODY = 64 * 1024;

/** A JSON object all of whose members are texts, but `values`; undefined where it is anything else. */
export async function readActionBody(request: IncomingMessage): Promise<ActionBody | undefined> {
  const body = await readBody(request, MAX_BODY);
  try {
    const parsed: unknown = JSON.parse(body?.toString('utf8') ?? '');
    if (!isObject(parsed)) return undefined;
    const { values, ...texts } = parsed;
    if (!isMapOf(texts, isText) || (values !== undefined && !isFilled(values))) return undefined;
    return { texts, values };
  } catch {
    return undefined;
  }
}

function isFilled(value: unknown): value is Filled {
  return isMapOf(value, (actions) => isMapOf(actions, isTextOrTexts));
}

function isTextOrTexts(value: unknown): value is string | string[] {
  return isText(value) || (Array.isArray(value) && value.every(isText));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isMapOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is Record<string, T> {
  return isObject(value) && Object.values(value).every(isOne);
}
