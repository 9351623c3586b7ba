import type { Resolution } from '../approval/approval.ts';
import { resolutionIn, type Verdict } from '../approval/verdict.ts';
import { reasonOf, type Wording, wordingFor } from '../wording/index.ts';
import { personText } from '../wording/person.ts';
import { alreadyText, statusText } from './card/status.ts';
import { explainPostError } from './explain.ts';
import type { EndpointPorts } from './ports.ts';

/** The result of a press for the person who pressed, as plain text. */
export function verdictText(
  verdict: Verdict,
  { locale, appName, now }: Pick<EndpointPorts, 'locale' | 'appName' | 'now'>,
): string {
  const wording = wordingFor(verdict.payload?.context?.locale ?? locale);
  const { chat, page } = wording;
  switch (verdict.kind) {
    case 'open':
    case 'taken': {
      const resolution = resolutionIn(verdict);
      return resolution ? statusText(resolution, wording) : page.accepted;
    }
    case 'ended':
      return endedText(verdict.resolution, wording, now());
    case 'counted':
      return countedText(verdict, wording);
    case 'delegated': {
      const { to, name } = verdict.delegation;
      return wording.delegation.done(personText({ id: to, ...(name && { name }) }) ?? to);
    }
    case 'later':
    case 'refused':
      return chat.refused(reasonOf(verdict.refusal, wording));
    case 'failed':
      return chat.failed(explainPostError(verdict.error, wording));
    case 'unsure':
      return chat.unsure(`@${appName}`);
  }
}

/** Such as "Your vote counts. 1 more approval is needed." */
function countedText(
  { approval, unchanged }: Verdict & { readonly kind: 'counted' },
  { votes }: Wording,
): string {
  const { needed = 0 } = approval.state.kind === 'waiting' ? approval.state : {};
  return [unchanged ? votes.unchanged : votes.counted, ...(needed > 0 ? [votes.needed(needed)] : [])].join(
    ' ',
  );
}

/** Such as "Already approved by Ann by e-mail, 3 minutes ago." */
function endedText(resolution: Resolution | undefined, wording: Wording, now: number): string {
  if (!resolution) return `${wording.page.gone}${wording.stop} ${wording.page.goneNote}`;
  const { at } = resolution;
  return alreadyText(resolution, at && wording.ago(now - at.getTime()), wording);
}
