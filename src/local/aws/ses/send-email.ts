import { isObject } from '../../json.ts';
import { AwsError, unsupported } from '../protocol/aws-error.ts';
import { type Operation, operation } from '../protocol/operation.ts';
import { addressOf, type Ses } from './ses.ts';

const MAX_RECIPIENTS = 50;
const MAX_HEADERS = 15;
const MAX_TAGS = 50;
/** API reference of MessageHeader and MessageTag. */
const HEADER_NAME = /^[!-9;-~]{1,126}$/;
const HEADER_VALUE = /^[ -~]{1,870}$/;
const TAG = /^[\w-]{1,256}$/;

/** The operation SendEmail, with simple content. */
export function sendEmail(ses: Ses): Operation {
  return operation(
    'SendEmail',
    {
      FromEmailAddress: { type: 'string' },
      Destination: { type: 'map' },
      Content: { type: 'map', required: true },
      EmailTags: { type: 'list' },
      ConfigurationSetName: { type: 'string' },
    },
    ({
      FromEmailAddress: from,
      Destination: destination = {},
      Content: content,
      EmailTags,
      ConfigurationSetName,
    }) => {
      if (!from) throw badRequest("Missing required header 'From'.");
      const { Subject, Body, Headers, ...others } = membersOf(
        only(content, 'Simple'),
        'content other than Simple',
      );
      refuseOthers(others, 'Simple');
      const { Text, Html, ...otherParts } = membersOf(Body, 'a message without a body');
      refuseOthers(otherParts, 'Body');
      const message = {
        from: requireAddress(from),
        to: recipientsOf(only(destination, 'ToAddresses')),
        subject: dataOf(Subject, 'Subject'),
        text: dataOf(Text, 'Text'),
        html: Html === undefined ? undefined : dataOf(Html, 'Html'),
        headers: namedValues(Headers, MAX_HEADERS, (name, value) =>
          HEADER_NAME.test(name) && HEADER_VALUE.test(value)
            ? undefined
            : `Invalid header name or value <${name}>`,
        ),
        tags: namedValues(EmailTags, MAX_TAGS, (name, value) => invalidTag(name, value)),
        configurationSet: ConfigurationSetName,
      };
      return { MessageId: ses.send(message) };
    },
  );
}

/** The only member of a map that the stack supports. */
function only(map: Readonly<Record<string, unknown>>, member: string): unknown {
  const { [member]: value, ...others } = map;
  refuseOthers(others, 'SendEmail');
  return value;
}

function refuseOthers(others: Readonly<Record<string, unknown>>, of: string): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw unsupported(`the member '${name}' of ${of}`);
}

function membersOf(value: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw unsupported(otherwise);
}

function dataOf(content: unknown, name: string): string {
  const { Data, Charset = 'UTF-8', ...others } = membersOf(content, `a message without ${name}`);
  refuseOthers(others, name);
  if (Charset !== 'UTF-8') throw unsupported(`the charset ${String(Charset)}`);
  if (typeof Data !== 'string') throw badRequest(`Missing data of ${name}.`);
  if (name === 'Subject' && /[\r\n]/.test(Data)) throw badRequest('Header value contains a line break.');
  return Data;
}

function recipientsOf(addresses: unknown): string[] {
  const all = Array.isArray(addresses) ? addresses : [];
  if (all.length === 0) throw badRequest('Destination is empty.');
  if (all.length > MAX_RECIPIENTS) throw badRequest(`Recipient count exceeds ${MAX_RECIPIENTS}.`);
  return all.map((one) => requireAddress(String(one)));
}

/** The local part is ASCII; a domain may be in Punycode (API reference of SendEmail). */
function requireAddress(text: string): string {
  const [, domain] = /^[!-~]+@([A-Za-z0-9.-]+)$/.exec(addressOf(text)) ?? [];
  if (domain === undefined) throw badRequest("Missing final '@domain'");
  return text;
}

function invalidTag(name: string, value: string): string | undefined {
  const wrong = [name, value].find((one) => !TAG.test(one));
  if (wrong === undefined) return undefined;
  return `Invalid tag <${wrong}>: only alphanumeric ASCII characters, '_', and '-' are allowed.`;
}

/** A list of `{Name, Value}` as an object. */
function namedValues(
  list: unknown,
  max: number,
  problemOf: (name: string, value: string) => string | undefined,
): Record<string, string> {
  const entries = (Array.isArray(list) ? list : []).map((one) => {
    const { Name, Value } = membersOf(one, 'a list without names');
    return [String(Name), String(Value)] as const;
  });
  if (entries.length > max) throw badRequest(`More than ${max} headers or tags.`);
  const problem = entries.map(([name, value]) => problemOf(name, value)).find(Boolean);
  if (problem) throw badRequest(problem);
  return Object.fromEntries(entries);
}

function badRequest(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}
