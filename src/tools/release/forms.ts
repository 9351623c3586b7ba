/** What a parameter accepts: a regular expression for CloudFormation, and what the message says of a value that does not match. */
export interface Form {
  readonly pattern: string;
  readonly text: string;
}

/** A value, or nothing. */
function optional(pattern: string, text: string): Form {
  return { pattern: `(${pattern})?`, text };
}

function list(pattern: string, text: string): Form {
  return optional(`${pattern}(,${pattern})*`, `${text}, separated by commas, without spaces`);
}

const SLACK_ID = '[CG][A-Z0-9]{8,}';
const TEAMS_ID = '19:[\\w.-]{1,150}@thread\\.(tacv2|skype)';

export const ADDRESS = optional('[^\\s@,<>]+@[^\\s@,<>]+', 'an e-mail address without a name');
/** A filter of SNS compares the address exactly, and CloudFormation cannot change its case. */
export const RECIPIENT = optional(
  '[^\\sA-Z@,<>]+@[^\\sA-Z@,<>]+',
  'an e-mail address in lower case, without a name',
);
export const SLACK_CHANNEL = optional(SLACK_ID, 'the ID of a channel, such as C0123456789, and not its name');
export const SLACK_CHANNELS = list(SLACK_ID, 'IDs of channels');
export const COMMAND = {
  pattern: '/[^\\s/A-Z]{1,31}',
  text: 'a slash and at most 31 characters in lower case without spaces',
};
export const GUID = optional('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'a UUID in lower case');
export const TEAMS_CHANNEL = optional(
  TEAMS_ID,
  'the ID of a channel, such as 19:…@thread.tacv2, and not its link',
);
export const TEAMS_CHANNELS = list(TEAMS_ID, 'IDs of channels');
export const LOCALE = { pattern: '(en|de|zh)(-.*)?', text: 'en, de or zh' };
export const NAME_START = { pattern: '[\\w.-]*', text: 'letters, digits, hyphens, dots and underscores' };
export const FUNCTION_ARN = optional(
  'arn:[\\w-]+:lambda:[\\w-]+:\\d{12}:function:[\\w*-]+',
  'the ARN of a function without a version',
);
export const EVENT_BUS = {
  pattern: 'default|none|arn:[\\w-]+:events:[\\w-]+:\\d{12}:event-bus/[\\w./-]+',
  text: 'default, none, or the ARN of an event bus',
};
export const KEY_ARN = optional(
  'arn:[\\w-]+:kms:[\\w-]+:\\d{12}:key/[\\w-]+',
  'the ARN of a KMS key, and not of an alias',
);
export const BASE_URL = optional(
  'https://[^\\s?#]*[^\\s?#/]',
  'an https URL without a query and without a slash at its end',
);
export const COUNT = optional('[1-9]\\d{0,3}|10000', 'a whole number from 1 to 10000');
export const DURATION = optional('\\d{1,8}[smhd]', 'a whole number and s, m, h or d, such as 4h');
export const PEOPLE = {
  pattern: '\\S*',
  text: 'e-mail addresses and IDs, separated by commas, without spaces',
};
export const CONTEXT = {
  pattern: '[\\w./:@+=,-]{0,256}',
  text: 'at most 256 letters, digits and characters of _./:@+=,-',
};

export function textUpTo(length: number): Form {
  return { pattern: `.{1,${length}}`, text: `1 to ${length} characters` };
}
