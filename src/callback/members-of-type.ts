import { isObject } from './json.ts';

/** The members that an action or an outcome of a type must not have: those of other types. */
type MembersOfOthers = ReadonlyMap<string, readonly string[]>;

const OF_ACTION = membersOfOthers({
  success: ['output'],
  failure: ['error', 'cause'],
  heartbeat: [],
  post: ['outcomes', 'accept_form'],
});
const OF_OUTCOME = membersOfOthers({
  success: ['output', 'output_body', 'output_path'],
  failure: ['error', 'error_path', 'cause', 'cause_path'],
  heartbeat: [],
});

/** @param ofType the members that an action or an outcome has by its type */
function membersOfOthers(ofType: Readonly<Record<string, readonly string[]>>): MembersOfOthers {
  const all = Object.values(ofType).flat();
  return new Map(
    Object.entries(ofType).map(([type, own]) => [type, all.filter((name) => !own.includes(name))]),
  );
}

/**
 * An action, as far as its type gives its members a meaning. As in sfn-callback-urls, callers may add members of their own, also
 * with the name of a member that only another type has. They are not checked.
 *
 * @param action unchecked JSON
 */
export function meaningOf(action: unknown): unknown {
  if (!isObject(action)) return action;
  const own = withoutOtherTypes(action, OF_ACTION);
  const { outcomes, ...others } = own;
  if (!Array.isArray(outcomes)) return own;
  return { ...others, outcomes: outcomes.map(meaningOfOutcome) };
}

function meaningOfOutcome(outcome: unknown): unknown {
  if (!isObject(outcome)) return outcome;
  const { output_body: outputBody, ...others } = withoutOtherTypes(outcome, OF_OUTCOME);
  // `false` is the same as no such member.
  return outputBody === undefined || outputBody === false ? others : { ...others, output_body: outputBody };
}

function withoutOtherTypes(
  members: Readonly<Record<string, unknown>>,
  ofOthers: MembersOfOthers,
): Readonly<Record<string, unknown>> {
  const { type } = members;
  const others = typeof type === 'string' ? ofOthers.get(type) : undefined;
  if (!others?.some((name) => Object.hasOwn(members, name))) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => !others.includes(name)));
}
