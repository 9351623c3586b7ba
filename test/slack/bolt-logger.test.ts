import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../src/log.ts';
import { boltLogger } from '../../src/slack/request-log.ts';
import { recordTelemetry } from '../support/recorded-telemetry.ts';

/** What Lambda logs of the warnings and errors of Bolt. */
function loggedBy(use: (logger: ReturnType<typeof boltLogger>) => void) {
  const lines: LogLine[] = [];
  use(boltLogger((line) => lines.push(line)));
  return recordTelemetry('Staging', lines).logged;
}

describe('a warning or an error of Bolt or of the Slack client', () => {
  it('keeps its text in the log of Lambda', () => {
    const logged = loggedBy((logger) => {
      logger.warn('The `text` argument is missing in the request payload', 'chat.postMessage');
      logger.error(new TypeError('An unhandled error occurred'));
    });
    expect(logged).toMatchObject([
      {
        level: 'WARN',
        event: 'bolt',
        text: 'The `text` argument is missing in the request payload chat.postMessage',
      },
      { level: 'ERROR', event: 'bolt', text: 'TypeError: An unhandled error occurred' },
    ]);
  });

  it.each([
    ['a bot token', 'xoxb-1234567890-abcdef'],
    ['a user token', 'xoxp-1234567890-abcdef'],
    ['a token of token rotation', 'xoxe.xoxb-1-Mi0yLTEyMzQ'],
    ['an app-level token', 'xapp-1-A0123-4567-abcdef'],
    ['a response URL', 'https://hooks.slack.com/commands/T0001/1234/abcdef'],
    ['a webhook URL of GovSlack', 'https://hooks.slack-gov.com/services/T0001/B0001/abcdef'],
    ['a sealed payload', `3-${'aB3_-'.repeat(100)}`],
    ['a task token', `AQC${'aB3+/'.repeat(100)}==`],
  ])('does not log %s', (_, secret) => {
    const [line] = loggedBy((logger) => logger.error(`failed with ${secret}, and ended`));
    expect(line?.text).toMatch(/^failed with (xoxe\.)?\[secret\],? ?and ended$/);
    expect(JSON.stringify(line)).not.toContain('abcdef');
  });

  it('does not log debug messages, which contain whole events', () => {
    const logged = loggedBy((logger) => {
      logger.debug('body');
      logger.info('body');
    });
    expect(logged).toEqual([]);
  });
});
