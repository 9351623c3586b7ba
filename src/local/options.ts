import { parseArgs } from 'node:util';
import { LANGUAGES } from '../wording/languages.ts';

export interface Options {
  readonly port: number;
  readonly awsPort: number;
  readonly help: boolean;
}

/** The command line is wrong. The message says in one sentence what to change. */
export class OptionError extends TypeError {
  override readonly name = 'OptionError';
}

export const USAGE = `Usage: npm start -- [--port 3000] [--aws-port 4566]

Runs Countersign on this machine. Slack, Teams and AWS are embedded. Nothing is kept after Ctrl-C.

  --port <number>      the console and the HTTP API (default 3000; 0 takes any free port)
  --aws-port <number>  the AWS endpoint (default 4566)
  --help               show this text

Set SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_CHANNEL to use your own Slack workspace (Socket Mode).
SLACK_COMMAND and SLACK_APP_NAME are those of your app, if it has others than manifest.yml.
MAIL_FROM, an e-mail address, sends the e-mails by SES, in HTML, and not through an SNS topic.
LOCALE (${LANGUAGES.join(', ')}), ONE_CLICK_EMAIL, CONFIRM, URL_FORMAT, ENABLE_OUTPUT_PARAMETERS, ENABLE_POST_ACTIONS,
REMIND_AFTER, REMIND_EVERY, REMIND_BEFORE_EXPIRY, ESCALATE_AFTER, ESCALATE_TO and CREATE_URLS_FUNCTION (such as create-urls)
are passed on to the functions.
With TEAMS_WEBHOOK=true, a workflow posts to the embedded Teams, without a bot; TEAMS_WEBHOOK_BODY is message or card.
`;

/** @throws {OptionError} */
export function readOptions(args: readonly string[]): Options {
  const { port = '3000', 'aws-port': awsPort = '4566', help = false } = parse(args);
  const options = { port: readPort('--port', port), awsPort: readPort('--aws-port', awsPort), help };
  if (options.port !== 0 && options.port === options.awsPort) {
    throw new OptionError('--port and --aws-port must differ: each belongs to a server of its own.');
  }
  return options;
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        'aws-port': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw unreadable(error, 'npm start -- --help');
  }
}

/**
 * An error of Node's parseArgs in one sentence.
 *
 * @param example the command line that shows the options
 */
export function unreadable(error: unknown, example: string): OptionError {
  const [reason = ''] = String((error as Error).message).split('\n');
  return new OptionError(`${firstSentence(reason)} Options come after --, as in ${example}.`, {
    cause: error,
  });
}

/** Node's message continues with advice on quoting, which is left out. */
function firstSentence(text: string): string {
  return `${text.split('. ')[0]?.replace(/\.$/, '')}.`;
}

function readPort(option: string, value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new OptionError(`${option} takes a number from 0 to 65535, not “${value}”.`);
}
