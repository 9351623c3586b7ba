import { type Approval, lastRound, type Person, resolutionOf } from '../../approval/approval.ts';
import { sealButtons } from '../../approval/buttons.ts';
import type { People } from '../../approval/people.ts';
import { mayDecide } from '../../approval/policy.ts';
import { wordingFor } from '../../wording/index.ts';
import { type Ways, waysToDecide } from '../blocks/decide-buttons.ts';
import { type Home, homeView } from '../blocks/home-view.ts';
import { endedApprovals, findSome, MAX_RUNNING, pendingApproval } from '../find-approvals.ts';
import { SLACK } from '../names.ts';
import type { SlackPorts } from '../ports.ts';
import { attempt } from '../private-reply.ts';

/** A view has 100 blocks, and all of them together may not grow much over what a message may. */
const MAX_WAITING = 5;
const MAX_DECIDED = 10;
/** So many requests are looked at at once: for most people a first look is enough. */
const AT_ONCE = 10;

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
    const [{ waiting, more }, decided] = await Promise.all([
      waitingFor(user.id, ports),
      endedApprovals(ports, { wanted: MAX_DECIDED, isWanted: wasDecidedBy(user.id), justDecided }),
    ]);
    const view = homeView({ waiting, decided, more }, wordingFor(ports.locale), ports.now());
    const slack = await ports.client();
    await slack.views.publish({ user_id: user.id, view });
  });
}

function wasDecidedBy(userId: string) {
  return (approval: Approval) => {
    const vote = resolutionOf(approval)?.vote;
    return vote?.via === SLACK && vote.who.id === userId;
  };
}

async function waitingFor(userId: string, ports: SlackPorts): Promise<Pick<Home, 'waiting' | 'more'>> {
  const person = personWithEmail(userId, ports);
  const people = knowingEmail(ports.people);
  const listed = await ports.listExecutions({ running: true, max: MAX_RUNNING });
  const bounds = { atOnce: AT_ONCE, enough: MAX_WAITING + 1 };
  const { found, failures } = await findSome(listed, bounds, async (execution) => {
    const approval = await pendingApproval(execution, ports);
    if (!approval) return undefined;
    if (!(await mayDecide(approval.request.policy, await person, people))) return undefined;
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

/** One call tells whether an address is this person's: to ask whose each approver's is would take hundreds. */
async function personWithEmail(id: string, { people, log }: SlackPorts): Promise<Person> {
  try {
    const email = await people.emailOf(id);
    return { id, ...(email && { email }) };
  } catch (error) {
    log({ level: 'warn', event: 'person_unknown', error });
    return { id };
  }
}

/** Does not look up whose an address is, where the person's own is not known. */
function knowingEmail(people: People): People {
  return {
    ...people,
    async isSame(approver, person) {
      if (approver.id !== undefined || person.email !== undefined) return people.isSame(approver, person);
      throw new Error('Slack does not tell the address of the person who opened the home tab.');
    },
  };
}

/** The buttons are sealed anew, from the token in the history. */
async function waysOf(approval: Approval, ports: SlackPorts): Promise<Ways> {
  const { request } = approval;
  const { token } = lastRound(approval);
  if (token === undefined) return { buttons: [], links: [] };
  const buttons = await sealButtons(approval, token, { name: SLACK, confirm: true }, [{}], ports.seal);
  return waysToDecide(buttons, wordingFor(request.locale), request.confirm ? request.title : undefined);
}
