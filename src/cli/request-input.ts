import { splitApprovers } from '../approval/approvers.ts';
import { readCount } from '../approval/key-values.ts';
import { readRequest } from '../approval/request.ts';
import { isObject, objectIn, parseJson } from '../callback/json.ts';
import { NOTATION } from '../wiring/notation.ts';
import { DEFAULT_LOCALE } from '../wording/languages.ts';
import { Misuse, type RequestOptions } from './arguments.ts';
import { NO_TITLE } from './text.ts';

export type RequestInput = Readonly<Record<string, unknown>>;

/** Bytes of the input of an execution (Step Functions: "Service quotas"). */
const MAX_INPUT = 262_144;

/**
 * The members of a request that the options give. Those of the command line count more than those of the file, and its details
 * are added to those of the file.
 *
 * @param readText the text of a file; `-` is standard input
 * @throws {Misuse}
 */
export async function requestOfOptions(
  { request: file, detail = [], ...options }: RequestOptions,
  readText: (file: string) => Promise<string>,
): Promise<RequestInput> {
  const written = file === undefined ? {} : parseFile(file, await readText(file));
  const details = { ...objectIn(written.details), ...detailsOf(detail) };
  return {
    ...written,
    ...membersOf(options),
    ...(detail.length > 0 && { details }),
  };
}

/**
 * The complete input of a request, checked as the deployment will check it. A request without a name is about its title.
 *
 * @throws {Refusal} InvalidRequest
 * @throws {Misuse} if it is too long
 */
export async function checkedInput(given: RequestInput): Promise<string> {
  const input = { ...given, name: isBlank(given.name) ? given.title : given.name };
  if (isBlank(input.name)) throw new Misuse(NO_TITLE);
  // The defaults and the state machine of the deployment are not known here. They make no request invalid.
  await readRequest(input, { ...NOTATION, locale: DEFAULT_LOCALE }, 'ApprovalEmails');
  const text = JSON.stringify(input);
  if (Buffer.byteLength(text) <= MAX_INPUT) return text;
  throw new Misuse(`The request has more than ${MAX_INPUT} bytes. Shorten its details.`);
}

/** A variable of a pipeline that is not set is an empty text. */
function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function membersOf(options: Omit<RequestOptions, 'request' | 'detail'>): RequestInput {
  const { approvers, approvals, surfaces } = options;
  const members = {
    title: options.title,
    name: options.name,
    approvers: approvers?.flatMap(splitApprovers),
    approvals: approvals === undefined ? undefined : readCount(approvals),
    requester: options.requester,
    requester_email: options['requester-email'],
    channel: options.channel,
    teams_channel: options['teams-channel'],
    surfaces: surfaces?.join(','),
    comment: options.comment,
    locale: options.locale,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function detailsOf(details: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    details.map((detail) => {
      const [, label, value] = /^([^=]+)=(.*)$/s.exec(detail) ?? [];
      if (label === undefined || value === undefined) {
        throw new Misuse(
          `--detail takes a label and a text, as in --detail Environment=production, not “${detail}”.`,
        );
      }
      return [label.trim(), value];
    }),
  );
}

function parseFile(file: string, text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text);
  if (isObject(value)) return value;
  throw new Misuse(`--request ${file} is not a JSON object, such as {"title": "Release 1.2"}.`);
}
