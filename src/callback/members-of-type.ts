import { isObject } from './json.ts';

/** The members that an action or an outcome has by its type. */
type MembersOfType = Readonly<Record<string, readonly string[]>>;

const OF_ACTION: MembersOfType = {
  success: ['output'],
  failure: ['error', 'cause'],
  heartbeat: [],
  post: ['outcomes', 'accept_form'],
};
const OF_OUTCOME: MembersOfType = {
  success: ['output', 'output_body', 'output_path'],
  failure: ['error', 'error_path', 'cause', 'cause_path'],
  heartbeat: [],
};

/**
 * An action, as far as its type gives its members a meaning. As in sfn-callback-urls, callers may add members of their own, also
 * with the name of a member that only another type has. They are not checked.
 *
 * @param action unchecked JSON
 */
export function meaningOf(action: unknown): unknown {
  if (!isObject(action)) return action;
  const { outcomes, ...others } = withoutOtherTypes(action, OF_ACTION);
  if (outcomes === undefined) return others;
  return { ...others, outcomes: Array.isArray(outcomes) ? outcomes.map(meaningOfOutcome) : outcomes };
}

function meaningOfOutcome(outcome: unknown): unknown {
  if (!isObject(outcome)) return outcome;
  const { output_body: outputBody, ...others } = withoutOtherTypes(outcome, OF_OUTCOME);
  // `false` is the same as no such member.
  return outputBody === undefined || outputBody === false ? others : { ...others, output_body: outputBody };
}

function withoutOtherTypes(
  members: Readonly<Record<string, unknown>>,
  ofType: MembersOfType,
): Readonly<Record<string, unknown>> {
  const { type } = members;
  const own = typeof type === 'string' && Object.hasOwn(ofType, type) ? ofType[type] : undefined;
  if (!own) return members;
  const others = new Set(
    Object.values(ofType)
      .flat()
      .filter((name) => !own.includes(name)),
  );
  return Object.fromEntries(Object.entries(members).filter(([name]) => !others.has(name)));
}
