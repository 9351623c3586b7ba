import { Refusal } from './errors.ts';
import { objectOf } from './exact-json.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { assertFits } from './limits.ts';
import type { DirectAction, ResponseOverride } from './payload.ts';

/** The parameters of a callback URL, by name. */
export type Parameters = ReadonlyMap<string, string>;

/** The syntax of Python's string.Template: `$$`, `$name` and `${name}`. Also matches a `$` that is none of these. */
const PLACEHOLDER = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{([_a-z][_a-z0-9]*)\})?/gi;

/**
 * Fills the templates of an action: the strings and the keys of its output, error, cause and response. A value is
 * always inserted as plain text. A placeholder within a value is not filled, and a value cannot change the JSON
 * structure. In a redirect URL it is URL-encoded, and in HTML it is escaped.
 *
 * @throws {Refusal} OutputFormatting when a placeholder is malformed, a parameter is missing, or the result is too long
 *   for Step Functions
 */
export function substituteAction(action: DirectAction, parameters: Parameters): DirectAction {
  const text = filler(parameters, (value) => value);
  const response = action.response && { response: substituteResponse(action.response, parameters) };
  switch (action.type) {
    case 'success':
      return fitting({ ...action, ...response, output: substituteJson(action.output, text) });
    case 'failure':
      return fitting({
        ...action,
        ...response,
        ...(action.error !== undefined && { error: text(action.error) }),
        ...(action.cause !== undefined && { cause: text(action.cause) }),
      });
    case 'heartbeat':
      return { ...action, ...response };
  }
}

function fitting(action: DirectAction): DirectAction {
  assertFits(action, 'OutputFormatting');
  return action;
}

function substituteResponse(
  { redirect, json, html, text }: ResponseOverride,
  parameters: Parameters,
): ResponseOverride {
  // The other members are not used then, so their parameters may be missing.
  if (redirect !== undefined) return { redirect: substituteUrl(redirect, parameters) };
  const plain = filler(parameters, (value) => value);
  return {
    ...(json !== undefined && { json: substituteJson(json, plain) as JsonObject }),
    ...(html !== undefined && { html: filler(parameters, escapeHtml)(html) }),
    ...(text !== undefined && { text: plain(text) }),
  };
}

function substituteJson(json: Json, fill: (template: string) => string): Json {
  if (typeof json === 'string') return fill(json);
  if (Array.isArray(json)) return json.map((item: Json) => substituteJson(item, fill));
  if (!isObject(json)) return json;
  const templates = Object.entries(json) as [string, Json][];
  const sealed = new Set(templates.flatMap(([name]) => (hasParameter(name) ? [] : [fill(name)])));
  const members = templates.map(([template, value]): [string, Json] => {
    const name = fill(template);
    if (hasParameter(template) && sealed.has(name)) {
      throw new Refusal('OutputFormatting', 'A parameter of the URL gives a member the name of another one.');
    }
    return [name, substituteJson(value, fill)];
  });
  // Of two members that parameters give the same name, the last one counts, as in Python.
  return objectOf(members);
}

function hasParameter(template: string): boolean {
  return template.replaceAll('$$', '').includes('$');
}

function filler(parameters: Pick<Parameters, 'get'>, encode: (value: string) => string) {
  return (template: string) =>
    template.replace(PLACEHOLDER, (_, dollar?: string, bare?: string, braced?: string) => {
      if (dollar) return dollar;
      const name = bare ?? braced;
      if (name === undefined) {
        throw new Refusal(
          'OutputFormatting',
          'A template of this action has a $ without a name. Write $$ for a $ character.',
        );
      }
      const value = parameters.get(name);
      if (value !== undefined) return encode(value);
      throw new Refusal(
        'OutputFormatting',
        `This action needs the parameter ${name}, which is missing in the URL.`,
      );
    });
}

/**
 * Checks that the values did not change the scheme, the host or the folder of a URL. Encoding alone does not prevent
 * this: `.evil.com` could extend the host, and `..` could lead to the parent folder.
 */
function substituteUrl(template: string, parameters: Parameters): string {
  const url = filler(parameters, encodeUrlPart)(template);
  const isSame = [schemeOf, authorityOf, countDotSegments].every((of) => of(url) === of(template));
  // A browser also reads a backslash as a slash, for example.
  const others = ['a', 'b'].map((value) => filler({ get: () => value }, encodeUrlPart)(template));
  if (isSame && others.every((other) => targetOf(other) === targetOf(url))) return url;
  throw new Refusal('OutputFormatting', 'A parameter of the URL changes the target of the redirect.');
}

function schemeOf(url: string): string | undefined {
  return /^[a-z][a-z\d+.-]*:/i.exec(url)?.[0];
}

/** Where a browser goes from our own page, up to the host and port; undefined if it goes nowhere. */
function targetOf(url: string): string | undefined {
  const { protocol, username, password, host } = URL.parse(url, 'https://callback.invalid/respond') ?? {};
  return host === undefined ? undefined : `${protocol}//${username}:${password}@${host}`;
}

/** The URL up to its host and port: `https://example.com`, or `//example.com`. */
function authorityOf(url: string): string | undefined {
  return /^(?:[a-z][a-z\d+.-]*:)?\/\/[^/?#]*/i.exec(url)?.[0];
}

function countDotSegments(url: string): number {
  const [path = ''] = url.split(/[?#]/);
  return path.replaceAll('\\', '/').match(/(?:^|\/)(?:\.|%2e){1,2}(?=\/|$)/gi)?.length ?? 0;
}

function encodeUrlPart(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
