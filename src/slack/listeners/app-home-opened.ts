import { decidedBy } from '../../approval/decided-by.ts';
import { isSameAddress } from '../../approval/ids.ts';
import { mintInput } from '../../approval/mint-input.ts';
import { type Directory, mayDecide } from '../../approval/policy.ts';
import type { RecordedApproval } from '../../approval/recorded-approval.ts';
import { wordingFor } from '../../approval/wording/index.ts';
import { type Ways, waysToDecide } from '../blocks/decide-buttons.ts';
import { type Home, homeView } from '../blocks/home-view.ts';
import { findSome } from '../find-some.ts';
import { endedApprovals, MAX_RUNNING, pendingApproval } from '../pending-approvals.ts';
import { attempt } from '../place.ts';
import type { SlackPorts } from '../ports.ts';

/** A view has 100 blocks, and all of them together may not grow much over what a message may. */
const MAX_WAITING = 5;
const MAX_DECIDED = 10;
/** So many requests are looked at at once: for most people a first look is enough. */
const AT_ONCE = 10;

/** Whose home tab it is, as far as Slack tells. */
interface Person {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/**
 * Publishes the home tab of a person: what waits for their decision, with the buttons of its message, and what they
 * decided lately. There is nobody to tell a failure to: it is logged, and the tab stays as it was. What cannot be looked
 * at is left out, and so is what nobody knows to be theirs.
 *
 * @param justDecided the execution of a request that they have just seen end: it goes on for a moment
 */
export async function refreshHome(
  user: { readonly id: string },
  ports: SlackPorts,
  justDecided?: string,
): Promise<void> {
  await attempt('home_failed', ports, async () => {
    const person = personOf(user.id, ports);
    const isWanted = async ({ resolution }: RecordedApproval) =>
      resolution !== undefined && decidedBy(resolution, { userId: user.id, userName: (await person).name });
    const [{ waiting, more }, decided] = await Promise.all([
      waitingFor(user.id, directoryFor(user.id, person, ports.directory), ports),
      endedApprovals(ports, { wanted: MAX_DECIDED, isWanted, justDecided }),
    ]);
    const view = homeView({ waiting, decided, more }, wordingFor(ports.locale), ports.now());
    const slack = await ports.client();
    await slack.views.publish({ user_id: user.id, view });
  });
}

/** The name is needed for rejections only, the address for requests that name addresses. */
async function personOf(id: string, { directory, log }: SlackPorts): Promise<Person> {
  try {
    const [name, email] = await Promise.all([directory.nameOf(id), directory.emailOf(id)]);
    return { name, email };
  } catch (error) {
    log({ level: 'warn', event: 'person_unknown', error });
    return {};
  }
}

async function waitingFor(
  userId: string,
  directory: Directory,
  ports: SlackPorts,
): Promise<Pick<Home, 'waiting' | 'more'>> {
  const listed = await ports.listExecutions({ running: true, max: MAX_RUNNING });
  const bounds = { atOnce: AT_ONCE, enough: MAX_WAITING + 1 };
  const { found, failures } = await findSome(listed, bounds, async (execution) => {
    const approval = await pendingApproval(execution, ports);
    if (!approval) return undefined;
    if (!(await mayDecide(approval.request.policy, { userId }, directory))) return undefined;
    return { approval, ways: await waysOf(approval, ports) };
  });
  if (failures.length > 0) {
    const [error] = failures;
    ports.log({ level: 'warn', event: 'home_incomplete', left_out: failures.length, error });
  }
  return {
    waiting: found.slice(0, MAX_WAITING),
    more: found.length > MAX_WAITING || listed.length === MAX_RUNNING,
  };
}

/** Whether an address is this person's, one call told: to ask whose each approver's is would take hundreds. */
function directoryFor(id: string, person: Promise<Person>, { isMember }: Directory): Directory {
  return {
    isMember,
    async userIdOf(address) {
      const { email } = await person;
      if (!email) throw new Error('Slack does not tell the address of whoever opened the home tab.');
      return isSameAddress(address, email) ? id : undefined;
    },
  };
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
