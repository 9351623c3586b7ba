import { COMMENT } from '../../../slack/blocks/answer-modal.ts';
import { DECIDE_PREFIX, REJECT_BUTTON } from '../../../slack/blocks/decide-buttons.ts';
import { press, submit } from '../acts.ts';
import { decided } from '../recovery.ts';
import type { Outage, Played } from '../scenario.ts';
import { messageSeen } from '../seen.ts';
import { ask, BEN, type Stage } from '../stage.ts';
import { untilTried } from '../tried.ts';

export async function approveInSlack(stage: Stage, outage: Outage): Promise<Played> {
  const { message } = await ask(stage);
  outage.begin();
  const seen = await press(stage, message, `${DECIDE_PREFIX}approve`);
  const shown = messageSeen(stage.slack);
  await untilTried(stage);
  outage.lift();
  const again = () => press(stage, message, `${DECIDE_PREFIX}approve`);
  return decided(stage, { ...seen, text: [seen.text, shown].filter(Boolean).join('; ') }, 'approve', again);
}

export async function openRejection(stage: Stage, outage: Outage): Promise<Played> {
  const { message } = await ask(stage);
  outage.begin();
  const seen = await press(stage, message, REJECT_BUTTON);
  outage.lift();
  if (!stage.slack.views(BEN).modal) await press(stage, message, REJECT_BUTTON);
  const submitted = await submit(stage, { [COMMENT]: { [COMMENT]: 'too early' } });
  const end = await decided(stage, submitted, 'reject', () => submit(stage, {}));
  return { ...end, sees: seen.text };
}

export async function submitRejection(stage: Stage, outage: Outage): Promise<Played> {
  const { message } = await ask(stage);
  await press(stage, message, REJECT_BUTTON);
  outage.begin();
  const seen = await submit(stage, { [COMMENT]: { [COMMENT]: 'too early' } });
  const shown = messageSeen(stage.slack);
  await untilTried(stage);
  outage.lift();
  return decided(
    stage,
    { ...seen, text: [seen.text, shown].filter(Boolean).join('; ') },
    'reject',
    async () => {
      if (stage.slack.views(BEN).modal) await stage.slack.closeModal({ user: BEN });
      const asked = await press(stage, message, REJECT_BUTTON);
      const isAsking = stage.slack.views(BEN).modal?.submit !== undefined;
      return isAsking ? submit(stage, { [COMMENT]: { [COMMENT]: 'too early' } }) : asked;
    },
  );
}
