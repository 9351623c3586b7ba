import { isDeepStrictEqual } from 'node:util';

/** A statement of a policy. */
export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

/** The deployed resources that a statement may name. */
export interface Deployed {
  /** The state machines and activities whose tasks the deployment completes. */
  readonly tasks: readonly string[];
  /** The ARNs of the deployment's secrets, by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Converts a statement of a deployed policy for MiniStack. The conversion adds no permission that is missing in the
 * template.
 */
export function forMiniStack(statement: Statement, deployed: Deployed): Statement {
  return forAnyToken(forWholeSecret(forAnyEncryptionContext(statement), deployed), deployed);
}

/**
 * Removes the condition kms:EncryptionContext:…. MiniStack does not support it, and denies each call that needs it. But
 * MiniStack still checks the encryption context of the ciphertext itself.
 */
function forAnyEncryptionContext({ Condition, ...statement }: Statement): Statement {
  const ours = { StringEquals: { 'kms:EncryptionContext:application': 'countersign' } };
  return Condition && !isDeepStrictEqual(Condition, ours) ? { ...statement, Condition } : statement;
}

/** Replaces names of secrets by their ARNs. In MiniStack, `Ref` of a secret returns its name; in AWS, its ARN. */
function forWholeSecret(statement: Statement, { secrets }: Deployed): Statement {
  return {
    ...statement,
    Resource: list(statement.Resource).map((resource) => secrets[resource] ?? resource),
  };
}

/** Replaces state machines by `*`. MiniStack does not know the state machine of a task token, and requires `*`. */
function forAnyToken(statement: Statement, { tasks }: Deployed): Statement {
  const completes = list(statement.Action).every((action) => action.startsWith('states:SendTask'));
  const theirs = tasks.every((task) => list(statement.Resource).includes(task));
  return completes && theirs ? { ...statement, Resource: '*' } : statement;
}

function list(oneOrMore: string | readonly string[]): readonly string[] {
  return [oneOrMore].flat();
}
