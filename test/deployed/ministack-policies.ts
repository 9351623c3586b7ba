/** A statement of a policy. */
export interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, object>>;
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
  const converted = forSessionOfRole(withoutUnsupported(statement));
  return forAnyToken(forWholeSecret(converted, deployed), deployed);
}

/**
 * Removes conditions that MiniStack does not support: it denies each call that needs them. Those with kms:EncryptionContext:… and
 * events:source. But MiniStack still checks the encryption context of the ciphertext itself.
 */
function withoutUnsupported({ Condition, ...statement }: Statement): Statement {
  const others = Object.entries(Condition ?? {}).filter(
    ([, keys]) => !Object.keys(keys).every((key) => /^(?:kms:EncryptionContext:|events:source$)/.test(key)),
  );
  return others.length > 0 ? { ...statement, Condition: Object.fromEntries(others) } : statement;
}

/** Replaces the role in aws:PrincipalArn by its sessions. MiniStack gives this key the ARN of the session; AWS, of the role. */
function forSessionOfRole({ Condition, ...statement }: Statement): Statement {
  if (!Condition) return statement;
  const converted = JSON.stringify(Condition).replace(
    /("aws:PrincipalArn":"arn:aws:)iam(::\d+:)role\/([^"]+)"/g,
    '$1sts$2assumed-role/$3/*"',
  );
  return { ...statement, Condition: JSON.parse(converted) };
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
