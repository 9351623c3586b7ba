import { DECIDE_PREFIX } from '../../../slack/blocks/decide-buttons.ts';
import { wordingFor } from '../../../wording/index.ts';
import { press } from '../acts.ts';
import { endOf } from '../ends.ts';
import type { Scenario } from '../scenario.ts';
import { ask, type Stage } from '../stage.ts';
import { inTime } from '../tried.ts';

/** The surfaces by their names in the log, for people. */
const PLACES = { slack: 'in Slack', teams: 'in Teams', email: 'by mail' } as const;
const SURFACES = ['slack', 'teams', 'email'] as const;
type Counts = Readonly<Record<keyof typeof PLACES, number>>;

/**
 * A reminder is due while a service fails.
 *
 * @param decides a person approves before the service is back: then no person is reminded any more
 */
export function remind(decides = false): Scenario['play'] {
  return async (stage, outage) => {
    const { until } = stage;
    const { message } = await ask(stage, { remind: { after: '3s' } });
    const approve = () => press(stage, message, `${DECIDE_PREFIX}approve`);
    outage.begin();
    await inTime(until('the first attempts', () => wasTried(stage)));
    const before = remindersIn(stage);
    if (decides) await approve();
    outage.lift();
    await until('the reminders', () => SURFACES.every((surface) => isSettled(surface, stage)));
    const sent = remindersIn(stage);
    if (!decides) await approve();
    const end = await endOf(stage, 'approve');
    const reminded = SURFACES.filter((surface) => sent[surface] > 0).map((surface) => PLACES[surface]);
    const alarms = SURFACES.filter((surface) => isReported(surface, stage)).map((surface) => PLACES[surface]);
    return {
      sees: reminded.length > 0 ? `the reminder ${reminded.join(', ')}` : 'nothing',
      ends: [...alarms.map((place) => `an alarm about the reminder ${place}`), end.ends].join('; '),
      violations: [...end.violations, ...(decides ? tooLate(before, sent) : wrong(sent, stage))],
    };
  };
}

function wrong(sent: Counts, stage: Stage): string[] {
  return SURFACES.flatMap((surface) => {
    if (sent[surface] > 1) return [`The person was reminded ${sent[surface]} times ${PLACES[surface]}.`];
    const isLost = sent[surface] === 0 && !isReported(surface, stage);
    return isLost ? [`The reminder ${PLACES[surface]} is missing, and there is no alarm.`] : [];
  });
}

function tooLate(before: Counts, sent: Counts): string[] {
  return SURFACES.filter((surface) => sent[surface] > before[surface]).map(
    (surface) => `The person was reminded ${PLACES[surface]} after the end.`,
  );
}

/** Whether each step was tried once, or a tick failed that comes before. */
function wasTried({ lines }: Stage): boolean {
  const ticks = lines.filter(({ event }) => event === 'tick');
  const hasFailed = ticks.some(({ level, surface }) => level !== undefined && surface === undefined);
  return hasFailed || SURFACES.every((name) => ticks.some(({ surface }) => surface === name));
}

/** Whether nothing more is done about a reminder: it was sent, is not needed any more, or was given up. */
function isSettled(name: string, { lines }: Stage): boolean {
  return lines.some(
    ({ event, surface, level }) =>
      surface === name && (event === 'notify_failed' || (event === 'tick' && level === undefined)),
  );
}

/** Whether there is a line that starts an alarm (src/metrics.ts). */
function isReported(name: string, { lines }: Stage): boolean {
  return lines.some(
    ({ event, surface = 'slack' }) => /^(?:notify|reply)_failed$/.test(event) && surface === name,
  );
}

/** How often the people were reminded on each surface. */
function remindersIn({ slack, stack }: Stage): Counts {
  const { reminder, reminderSubject } = wordingFor('en').notices;
  const [words, subject] = [reminder('').trim(), reminderSubject('').trim()];
  return {
    slack: slack.messages().filter(({ text }) => text.includes(words)).length,
    teams: stack.teams.messages().filter(({ text = '' }) => text.includes(words)).length,
    email: stack.emails().filter((mail) => mail.subject.startsWith(subject)).length,
  };
}
