import { mention, pressCard } from '../acts.ts';
import { decided, started } from '../recovery.ts';
import type { Outage, Played } from '../scenario.ts';
import { cardSeen } from '../seen-in-teams.ts';
import { ANN, ask, type Stage } from '../stage.ts';
import { untilAsked, untilTried } from '../tried.ts';

export async function approveInTeams(stage: Stage, outage: Outage): Promise<Played> {
  const { card } = await ask(stage);
  outage.begin();
  const seen = await pressCard(stage, card, '#0');
  const shown = cardSeen(stage.stack.teams);
  await untilTried(stage);
  outage.lift();
  const text = [seen.text, shown].filter(Boolean).join('; ');
  return decided(stage, { ...seen, text }, 'approve', () => pressCard(stage, card, '#0'), 'teams');
}

export async function startInTeams(stage: Stage, outage: Outage): Promise<Played> {
  const start = () => mention(stage, ANN, 'start Ben');
  outage.begin();
  const seen = await start();
  await untilAsked(stage);
  outage.lift();
  return started(stage, seen, start);
}
