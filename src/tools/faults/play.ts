import type { LogLine } from '../../log.ts';
import type { Call } from './call.ts';
import { attemptsOf, rawTexts } from './ends.ts';
import type { Played, Scenario } from './scenario.ts';
import type { Fault, Service } from './services.ts';
import { onStage, type Stage } from './stage.ts';

/** A scenario with one service that fails in one way. */
export interface Part {
  readonly scenario: Scenario;
  readonly service: Service;
  readonly fault: Fault;
}

export interface Result extends Part, Played {
  /** Such as `Decrypt ×2`. */
  readonly again: string;
  /** The warnings and errors in the log of the functions. */
  readonly logged: string;
}

/** Ends a scenario that hangs, in milliseconds. */
const PLAY_WITHIN_MS = 90_000;

/** Plays a scenario. An error, also of a wait that took too long, is a violation. */
export async function play(part: Part, env: Readonly<Record<string, string>> = {}): Promise<Result> {
  const { scenario, service, fault } = part;
  const deadline = AbortSignal.timeout(PLAY_WITHIN_MS);
  return onStage({ ...scenario.env, ...env }, deadline, async (stage) => {
    let from = 0;
    const outage = {
      begin(after?: string) {
        from = stage.lines.length;
        stage.proxy.begin({ service, fault, after });
      },
      lift: stage.proxy.lift,
    };
    const played = await scenario
      .play(stage, outage)
      .catch((error: unknown): Played => ({ sees: '?', ends: '?', violations: [String(error)] }));
    return {
      ...part,
      ...played,
      violations: [...played.violations, ...rawTexts(stage, played.sees)],
      again: againIn(stage),
      logged: loggedIn(stage.lines.slice(from)),
    };
  });
}

/** What was repeated: calls by their client, and states by Step Functions. */
function againIn({ proxy, stack }: Stage): string {
  const [execution] = stack.executions();
  const states = ['SendApprovalRequest', 'SendConfirmation'].filter(
    (state) => execution && attemptsOf(state, execution) > 1,
  );
  return [...repeated(proxy.failed), ...states.map((state) => `the state ${state}`)].join(', ');
}

function repeated(calls: readonly Call[]): string[] {
  const attempts = new Map<string, number>();
  for (const { operation, attempt } of calls) {
    attempts.set(operation, Math.max(attempt, attempts.get(operation) ?? 0));
  }
  return [...attempts]
    .filter(([, most]) => most > 1)
    .map(([operation, most]) => `${operation} ×${most}`)
    .sort();
}

function loggedIn(lines: readonly LogLine[]): string {
  const bad = lines.filter(({ level }) => level === 'warn' || level === 'error');
  return [...new Set(bad.map(({ event, level }) => `\`${event}\` (${level})`))].sort().join(', ');
}
