import type { HistoryEvent } from '../../src/approval/history.ts';
import { NEXT_ROUND } from '../../src/approval/round-errors.ts';
import type { SlackPorts } from '../../src/slack/ports.ts';
import { endOf, scheduled, TASK_TOKEN, taskTimedOut } from './web-fake-workflow.ts';

/** What the state of a request does after a vote that does not end it. */
type Retry = 'at once' | 'later';

/**
 * Fake Step Functions with one execution whose state has a Retry for the next round. The first completion of each round wins.
 *
 * @param retry `later`: the next round begins with `next`
 */
export function fakeRounds(request: object, now: () => number, retry: Retry = 'at once') {
  const events: HistoryEvent[] = [...scheduled(request, new Date(now()))];
  let token = TASK_TOKEN;
  let waits = true;
  const append = (more: readonly HistoryEvent[]) => {
    const last = events.length;
    for (const [index, event] of more.entries()) {
      events.push({ ...event, id: last + index + 1, previousEventId: last + index });
    }
  };
  const rounds = {
    events,
    /** Begins the next round. */
    next() {
      token = `${TASK_TOKEN}${events.length}`;
      waits = true;
      append(scheduled(request, new Date(now()), token).slice(1));
    },
    /** How many tasks were completed. */
    completed: 0,
  };
  const ports: Pick<SlackPorts, 'completeTask' | 'getHistory'> = {
    async completeTask(task, outcome) {
      if (outcome.type === 'heartbeat' || !waits || !('token' in task) || task.token !== token) {
        throw taskTimedOut();
      }
      waits = false;
      rounds.completed += 1;
      append([endOf(outcome, new Date(now()))]);
      const goesOn = outcome.type === 'failure' && outcome.error === NEXT_ROUND;
      if (goesOn && retry === 'at once') rounds.next();
    },
    getHistory: async () => [...events],
  };
  return { ...rounds, ports, completed: () => rounds.completed };
}
