import { command } from '../acts.ts';
import { contradictions, endOf, isDecided, newest } from '../ends.ts';
import { stillWaiting } from '../recovery.ts';
import type { Outage, Played, Scenario } from '../scenario.ts';
import { plain, type Seen, seenInSlack, textsIn } from '../seen.ts';
import { ANN, ask, BEN, type Stage } from '../stage.ts';
import { untilTried } from '../tried.ts';

/** A command that only reads. */
export function readBy(words: (stage: Stage) => string): Scenario['play'] {
  return async (stage, outage) => {
    await ask(stage);
    outage.begin();
    const seen = await command(stage, ANN, words(stage));
    outage.lift();
    return stillWaiting(stage, seen, await command(stage, ANN, words(stage)));
  };
}

export async function openHome(stage: Stage, outage: Outage): Promise<Played> {
  const { slack } = stage;
  await ask(stage);
  const open = async (): Promise<Seen> => {
    const seen = await seenInSlack(stage, BEN, () => slack.openHome({ user: BEN }));
    const { home } = slack.views(BEN);
    const tab = home ? `the tab: ${plain(textsIn(home.blocks).join(' '))}` : 'an empty tab';
    return { ...seen, text: [seen.text, tab].filter(Boolean).join('; ') };
  };
  outage.begin();
  const seen = await open();
  outage.lift();
  return stillWaiting(stage, seen, await open());
}

export async function openCancellation(stage: Stage, outage: Outage): Promise<Played> {
  await ask(stage);
  const cancel = () => command(stage, ANN, `cancel ${newest(stage).name}`);
  outage.begin();
  const seen = await cancel();
  outage.lift();
  if (!stage.slack.views(ANN).modal) await cancel();
  await stage.slack.submit({ user: ANN });
  return { ...(await endOf(stage, 'cancelled')), sees: seen.text };
}

export async function submitCancellation(stage: Stage, outage: Outage): Promise<Played> {
  const { slack } = stage;
  await ask(stage);
  const cancel = () => slack.command({ user: ANN, text: `/approval cancel ${newest(stage).name}` });
  const confirm = () => seenInSlack(stage, ANN, () => slack.submit({ user: ANN }));
  await cancel();
  outage.begin('GetExecutionHistory');
  const seen = await confirm();
  await untilTried(stage);
  outage.lift();
  const denied = contradictions(seen, isDecided(stage));
  if (!isDecided(stage)) {
    await slack.closeModal({ user: ANN });
    await cancel();
    await confirm();
  }
  const end = await endOf(stage, 'cancelled');
  return { ...end, sees: seen.text, violations: [...denied, ...end.violations] };
}
