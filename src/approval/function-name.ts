/** A Lambda function as an API names it (API reference of Invoke: FunctionName): a name, a partial ARN, or an ARN. */
const FUNCTION =
  /^(?:arn:[\w-]+:lambda:(?<region>[\w-]+):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w-]+)(?::[\w$.-]+)?$/;

/**
 * Whether two texts name the same function, in any version and with any alias. A part that only one of them has, such as the
 * account, is not compared.
 */
export function isSameFunction(one: string, other: string): boolean {
  const { groups: first } = FUNCTION.exec(one) ?? {};
  const { groups: second } = FUNCTION.exec(other) ?? {};
  if (!first || !second) return false;
  return ['region', 'account', 'name'].every(
    (part) => first[part] === undefined || second[part] === undefined || first[part] === second[part],
  );
}
