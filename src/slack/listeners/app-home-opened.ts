import { type Approval, lastRound, type Person, votesOf } from '../../approval/approval.ts';
import { sealButtons } from '../../approval/buttons.ts';
import { endedApprovals, findInBatches, pendingOf } from '../../approval/list-approvals.ts';
import { MAX_EXECUTIONS, newestExecutions } from '../../approval/newest-executions.ts';
import type { People } from '../../approval/people.ts';
import { mayDecide, policyAt } from '../../approval/policy.ts';
import { wordingFor } from '../../wording/index.ts';
import { isAsked } from '../access.ts';
import { type WaysToDecide, waysToDecide } from '../blocks/decide-buttons.ts';
import { type Home, homeView } from '../blocks/home-view.ts';
import { leftOutTexts } from '../blocks/left-out.ts';
import { SLACK } from '../names.ts';
import { permalinkOf } from '../permalink.ts';
import type { SlackPorts } from '../ports.ts';
import { attempt } from '../private-reply.ts';

/**
 * A view may have 100 blocks (Block Kit reference). All blocks together may be about as long as those of a message,
 * which is the tighter limit.
 */
const MAX_WAITING = 5;
const MAX_DECIDED = 10;

/**
 * Publishes the home tab of a user: the requests that the user can decide, with their buttons, and the latest decisions
 * of the user, with links to their messages. Leaves out a request if its history cannot be read, or if Slack cannot tell
 * whether the user may decide it, and says so. Logs an error and leaves the tab as it was: there is no place to show the error.
 *
 * @param justDecided the execution of a request that has just ended; the execution may still be running
 */
export async function refreshHome(
  user: { readonly id: string },
  ports: SlackPorts,
  justDecided?: string,
): Promise<void> {
  await attempt('home_failed', ports, async () => {
    const [waiting, decided] = await Promise.all([
      waitingFor(user.id, ports),
      decidedBy(user.id, ports, justDecided),
    ]);
    const { locale, now, command, stateMachineArn: ownMachine } = ports;
    const view = homeView(
      { ...waiting, decided },
      { wording: wordingFor(locale), now: now(), command, ownMachine },
    );
    const slack = await ports.client();
    await slack.views.publish({ user_id: user.id, view });
  });
}

async function decidedBy(
  userId: string,
  ports: SlackPorts,
  justDecided: string | undefined,
): Promise<Home['decided']> {
  const isWanted = wasDecidedBy(userId);
  const ended = await endedApprovals(ports, { wanted: MAX_DECIDED, isWanted, justDecided });
  const items = ended.map((approval) => ({ approval }));
  return withPermalinks(items, userId, ports);
}

/** Slack has no call for several links at once. */
function withPermalinks<Item extends { readonly approval: Approval }>(
  items: readonly Item[],
  userId: string,
  ports: SlackPorts,
): Promise<(Item & { readonly permalink: string | undefined })[]> {
  return Promise.all(
    items.map(async (item) => ({ ...item, permalink: await permalinkOf(item.approval, { userId }, ports) })),
  );
}

/** Whether a vote of this user ended an approval, or was one of those before. */
function wasDecidedBy(userId: string) {
  return (approval: Approval) => votesOf(approval).some(({ via, who }) => via === SLACK && who.id === userId);
}

async function waitingFor(
  userId: string,
  ports: SlackPorts,
): Promise<Pick<Home, 'waiting' | 'more' | 'notShown'>> {
  const person = personWithEmail(userId, ports);
  const people = withoutLookups(ports.people);
  const errors: unknown[] = [];
  let hidden = false;
  let failed = 0;
  let unchecked = 0;
  const mayDecideHere = async (approval: Approval) => {
    try {
      const policy = policyAt(approval.request.policy, ports.now());
      if (!(await mayDecide(policy, await person, people))) return false;
      const asked = await isAsked(approval, { userId }, ports);
      if (asked === 'cannot tell') hidden = true;
      return asked === 'yes';
    } catch (error) {
      errors.push(error);
      unchecked += 1;
      return false;
    }
  };
  const { executions, leftOut } = await newestExecutions({ running: true, max: MAX_EXECUTIONS }, ports);
  const { found, failures } = await findInBatches(executions, MAX_WAITING + 1, async (execution) => {
    const shown: Home['waiting'][number][] = [];
    const pending = pendingOf(execution, ports).catch(() => {
      failed += 1;
      return [];
    });
    for (const approval of await pending) {
      if (await mayDecideHere(approval)) shown.push({ approval, ways: await waysOf(approval, ports) });
    }
    return shown;
  });
  errors.push(...failures);
  if (errors.length > 0) {
    const [error] = errors;
    ports.log({ level: 'warn', event: 'home_incomplete', left_out: errors.length, error });
  }
  return {
    waiting: await withPermalinks(found.slice(0, MAX_WAITING), userId, ports),
    more: found.length > MAX_WAITING,
    notShown: leftOutTexts(
      { ...leftOut, failed: failed + failures.length, unchecked, hidden },
      wordingFor(ports.locale),
    ),
  };
}

/**
 * One call gets the address of the user. To look up the address of each approver instead could take hundreds of calls.
 */
async function personWithEmail(id: string, { people, log }: SlackPorts): Promise<Person> {
  try {
    const email = await people.emailOf(id);
    return { id, ...(email && { email }) };
  } catch (error) {
    log({ level: 'warn', event: 'person_unknown', error });
    return { id };
  }
}

/**
 * Throws if Slack cannot tell whether the user is an approver, because the address of the user is unknown or the app lacks a
 * scope. Does not look up the address of the approver.
 */
function withoutLookups(people: People): People {
  return {
    async isSame(approver, person) {
      if (approver.id !== undefined || person.email !== undefined) return people.isSame(approver, person);
      throw new Error('The e-mail address of the user is unknown.');
    },
    async isMember(group, person) {
      const answer = await people.isMember(group, person);
      if (answer === 'cannot tell') throw new Error('The members of a user group are unknown.');
      return answer;
    },
  };
}

/** Seals new buttons with the task token from the history. */
async function waysOf(approval: Approval, ports: SlackPorts): Promise<WaysToDecide> {
  const { request } = approval;
  const { token } = lastRound(approval);
  if (token === undefined) return { buttons: [], links: [] };
  const buttons = await sealButtons(approval, { token }, { name: SLACK, confirm: true }, [{}], ports.seal);
  return waysToDecide(buttons, wordingFor(request.locale), request.confirm ? request.title : undefined);
}
