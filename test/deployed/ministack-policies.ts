import { isDeepStrictEqual } from 'node:util';

/** A statement of a policy. */
export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

/** What a statement may be about. */
export interface Deployed {
  /** The state machines and activities whose tasks the deployment completes. */
  readonly tasks: readonly string[];
  /** The ARNs of its secrets, by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * A statement of a deployed policy in words that MiniStack understands. Nothing is added that is not there: what the
 * template does not allow, MiniStack does not either.
 */
export function forMiniStack(statement: Statement, deployed: Deployed): Statement {
  return forAnyToken(forWholeSecret(forAnyEncryptionContext(statement), deployed), deployed);
}

/**
 * It does not know the condition key kms:EncryptionContext:…, and so allows nothing that needs it, neither by the key's
 * policy nor by a role's. The encryption context itself it does check, and it is this one.
 */
function forAnyEncryptionContext({ Condition, ...statement }: Statement): Statement {
  const ours = { StringEquals: { 'kms:EncryptionContext:application': 'countersign' } };
  return Condition && !isDeepStrictEqual(Condition, ours) ? { ...statement, Condition } : statement;
}

/** `Ref` of a secret gives its name, where AWS gives the ARN that a policy has to name. */
function forWholeSecret(statement: Statement, { secrets }: Deployed): Statement {
  return {
    ...statement,
    Resource: list(statement.Resource).map((resource) => secrets[resource] ?? resource),
  };
}

/** It does not look up whose a task token is: only a policy for `*` allows to use one. */
function forAnyToken(statement: Statement, { tasks }: Deployed): Statement {
  const completes = list(statement.Action).every((action) => action.startsWith('states:SendTask'));
  const theirs = tasks.every((task) => list(statement.Resource).includes(task));
  return completes && theirs ? { ...statement, Resource: '*' } : statement;
}

function list(oneOrMore: string | readonly string[]): readonly string[] {
  return [oneOrMore].flat();
}
