import { parseArgs } from 'node:util';

export interface Options {
  readonly port: number;
  readonly awsPort: number;
  readonly help: boolean;
}

/** The command line cannot be understood. The message says what is wrong with it, in one sentence. */
export class OptionError extends TypeError {
  override readonly name = 'OptionError';
}

export const USAGE = `Usage: npm start -- [--port 3000] [--aws-port 4566]

Runs the whole of Countersign on this machine, with Slack and AWS embedded.

  --port <number>      the console and the HTTP API (default 3000; 0 takes any free port)
  --aws-port <number>  the AWS endpoint (default 4566)
  --help               this text

With SLACK_BOT_TOKEN, SLACK_APP_TOKEN and SLACK_CHANNEL set, Slack is your own workspace, over Socket Mode.
LOCALE (en, de), ONE_CLICK_EMAIL, URL_FORMAT, ENABLE_OUTPUT_PARAMETERS, ENABLE_POST_ACTIONS and CREATE_URLS_FUNCTION
(create-urls, say) are those of the functions.
`;

/** @throws {OptionError} */
export function readOptions(args: readonly string[]): Options {
  const { port = '3000', 'aws-port': awsPort = '4566', help = false } = parse(args);
  const options = { port: readPort('--port', port), awsPort: readPort('--aws-port', awsPort), help };
  if (options.port !== 0 && options.port === options.awsPort) {
    throw new OptionError('--port and --aws-port must differ: each is a server of its own.');
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
 * What Node's parseArgs does not understand, in one sentence.
 *
 * @param example the command with options
 */
export function unreadable(error: unknown, example: string): OptionError {
  const [reason = ''] = String((error as Error).message).split('\n');
  return new OptionError(`${firstSentence(reason)} Options come after --, as in ${example}.`, {
    cause: error,
  });
}

/** Node's own words go on with advice on quoting. */
function firstSentence(text: string): string {
  return `${text.split('. ')[0]?.replace(/\.$/, '')}.`;
}

function readPort(option: string, value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new OptionError(`${option} takes a number from 0 to 65535, not “${value}”.`);
}
