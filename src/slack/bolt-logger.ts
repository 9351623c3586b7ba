import type { Logger } from '@slack/bolt';
import type { Log } from '../log.ts';

/** Gives Bolt's warnings and errors to our log. Its debug level would write whole events, with every payload in them. */
export function boltLogger(log: Log): Logger {
  const write =
    (level: 'warn' | 'error') =>
    (...messages: unknown[]) =>
      log({ level, event: 'bolt', message: messages.map(String).join(' ') });
  return {
    debug() {},
    info() {},
    warn: write('warn'),
    error: write('error'),
    setLevel() {},
    getLevel: () => 'warn' as ReturnType<Logger['getLevel']>,
    setName() {},
  };
}
