import { isObject, objects } from '../json.ts';

/** Errors in Slack's words, such as `must be less than 76 characters [json-pointer:/blocks/1/text/text]`. */
export type Complaints = string[];

/** Checks a text object. Its text must not be empty. */
export function textErrors(object: unknown, max: number, at: string): Complaints {
  const text = isObject(object) ? object.text : undefined;
  if (typeof text !== 'string') return [`missing required field: text [json-pointer:${at}]`];
  if (text === '') return [`must be more than 0 characters [json-pointer:${at}/text]`];
  return tooLong(text, max, `${at}/text`);
}

/** Checks a text object that may be missing. */
export function optionalTextErrors(object: unknown, max: number, at: string): Complaints {
  return object === undefined || object === null ? [] : textErrors(object, max, at);
}

export function tooLong(text: unknown, max: number, at: string): Complaints {
  if (typeof text !== 'string' || text.length <= max) return [];
  return [`must be less than ${max + 1} characters [json-pointer:${at}]`];
}

export function tooMany(list: unknown, max: number, at: string): Complaints {
  if (!Array.isArray(list) || list.length <= max) return [];
  return [`no more than ${max} items allowed [json-pointer:${at}]`];
}

/** Checks a list. It may be missing, but must not be empty. */
export function none(list: unknown, at: string): Complaints {
  return Array.isArray(list) && list.length === 0
    ? [`no fewer than 1 items allowed [json-pointer:${at}]`]
    : [];
}

/** Checks a number that may be missing. */
export function outOfRange(number: unknown, min: number, max: number, at: string): Complaints {
  if (typeof number !== 'number' || (number >= min && number <= max)) return [];
  return [`must be between ${min} and ${max} [json-pointer:${at}]`];
}

export function missing(object: Readonly<Record<string, unknown>>, member: string, at: string): Complaints {
  return object[member] ? [] : [`missing required field: ${member} [json-pointer:${at}]`];
}

/** Ids that must be unique in `list`. */
export function duplicates(list: unknown, id: 'block_id' | 'action_id', at: string): Complaints {
  const ids = objects(list).map((object) => object[id]);
  const again = ids.filter((one, index) => one !== undefined && ids.indexOf(one) !== index);
  return [...new Set(again)].map((one) => `\`${id}\` "${one}" already exists [json-pointer:${at}]`);
}

export function each(
  list: unknown,
  at: string,
  check: (item: Readonly<Record<string, unknown>>, at: string) => Complaints,
): Complaints {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item, index) => check(isObject(item) ? item : {}, `${at}/${index}`));
}
