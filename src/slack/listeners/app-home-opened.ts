import { decidedBy } from '../../approval/decided-by.ts';
import { mintInput } from '../../approval/mint-input.ts';
import { mayDecide } from '../../approval/policy.ts';
import type { RecordedApproval } from '../../approval/recorded-approval.ts';
import { wordingFor } from '../../approval/wording/index.ts';
import type { Ways } from '../blocks/decide-buttons.ts';
import { waysToDecide } from '../blocks/decide-buttons.ts';
import { homeView } from '../blocks/home-view.ts';
import { endedApprovals, pendingApprovals } from '../pending-approvals.ts';
import { attempt } from '../place.ts';
import type { SlackPorts } from '../ports.ts';

/** A view has 100 blocks, and all of them together may not grow much over what a message may. */
const MAX_WAITING = 5;
const MAX_DECIDED = 10;

/**
 * Publishes the home tab of a person: what waits for their decision, with the buttons of its message, and what they
 * decided lately. There is nobody to tell a failure to: it is logged, and the tab stays as it was.
 */
export async function refreshHome(user: { readonly id: string }, ports: SlackPorts): Promise<void> {
  await attempt('home_failed', ports, async () => {
    const [{ pending, more }, ended, userName] = await Promise.all([
      pendingApprovals(ports),
      endedApprovals(ports),
      ports.directory.nameOf(user.id),
    ]);
    const allowed = await whatTheyMayDecide(pending, user.id, ports);
    const waiting = await Promise.all(
      allowed
        .slice(0, MAX_WAITING)
        .map(async (approval) => ({ approval, ways: await waysOf(approval, ports) })),
    );
    const decided = ended.filter((approval) => decidedBy(approval, { userId: user.id, userName }));
    const view = homeView(
      { waiting, decided: decided.slice(0, MAX_DECIDED), more: more || allowed.length > waiting.length },
      wordingFor(ports.locale),
      ports.now(),
    );
    const slack = await ports.client();
    await slack.views.publish({ user_id: user.id, view });
  });
}

async function whatTheyMayDecide(
  pending: readonly RecordedApproval[],
  userId: string,
  { directory }: SlackPorts,
): Promise<RecordedApproval[]> {
  const allowed = await Promise.all(
    pending.map(({ request }) => mayDecide(request.policy, { userId }, directory)),
  );
  return pending.filter((_, index) => allowed[index]);
}

/** The buttons are sealed anew: the token stands in the history, which this function may read as the message's may not. */
async function waysOf(
  { token, request, execution, expiresAt }: RecordedApproval,
  ports: SlackPorts,
): Promise<Ways> {
  if (!token) return { buttons: [], links: [] };
  const sealed = { locale: request.locale, surface: 'slack', execution };
  const input = mintInput({ token, request, sealed, confirm: true, expiresAt });
  const { urls } = await ports.createUrls(input, ports.newTransactionId());
  return waysToDecide(urls, wordingFor(request.locale), request.confirm ? request.title : undefined);
}
