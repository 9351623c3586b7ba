import { splitApprovers } from '../approval/approvers.ts';
import { type Problem, RequestProblem } from '../approval/request-problem.ts';
import { cut } from '../approval/text.ts';
import { readSlackId } from './ids.ts';
import type { SlackPeople } from './people.ts';

/** How many characters of a wrong approver the error repeats. */
const MAX_ECHO = 50;

/** The answers of `groupIdOf` that are no id. */
const PROBLEMS: Readonly<Record<string, Problem>> = {
  'cannot tell': 'groupScopeMissing',
  groupsNotInPlan: 'groupsNotInPlan',
};

/**
 * Reads approvers that a person typed. The handle of a user group, such as `@leads`, becomes its id. Slack leaves handles
 * as text in a modal, and in a command if it did not suggest the group. Other words stay as they are; parseRequest refuses
 * those that are not e-mail addresses.
 *
 * @param text with mentions such as `<@U012ABCDEF|ann>`
 * @param unknown the problem with a handle that no group has
 * @throws {RequestProblem} the problem `unknown`, `groupScopeMissing` or `groupsNotInPlan`
 */
export function readTypedApprovers(
  text: string,
  { groupIdOf }: Pick<SlackPeople, 'groupIdOf'>,
  unknown: Problem,
): Promise<readonly string[]> {
  // A name in a mention may contain what separates approvers.
  const words = splitApprovers(text.replace(/\|[^<>|]*>/g, '>'));
  return Promise.all(
    words.map(async (word) => {
      const id = readSlackId(word)?.id;
      if (id !== undefined || !word.startsWith('@')) return id ?? word;
      const group = await groupIdOf(word.slice(1));
      if (group !== undefined && !Object.hasOwn(PROBLEMS, group)) return group;
      const problem = PROBLEMS[group ?? ''] ?? unknown;
      throw new RequestProblem(problem, 'An approver is not a known Slack user group.', cut(word, MAX_ECHO));
    }),
  );
}
