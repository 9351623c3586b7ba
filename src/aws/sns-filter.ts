import { isObject, parseJson } from '../callback/json.ts';

/** The attributes of a mail to one person. The filters of the subscriptions compare them: case-sensitive, in lower case. */
export function recipientAttributes(address: string): Readonly<Record<string, string>> {
  return { to: address.toLowerCase() };
}

/**
 * Whether a message with these attributes may reach a subscription. False only if its filter surely excludes the message: a
 * name in the filter has only values that differ from the message's, or asks for the absence of what the message has. Of the
 * operators, only `exists` is judged. See https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 *
 * @param subscription the attributes of the subscription (API reference of GetSubscriptionAttributes)
 */
export function mayPass(
  { FilterPolicy: policy, FilterPolicyScope: scope = 'MessageAttributes' }: Readonly<Record<string, string>>,
  attributes: Readonly<Record<string, string>>,
): boolean {
  if (policy === undefined || scope !== 'MessageAttributes') return true;
  const rules = parseJson(policy);
  if (!isObject(rules)) return true;
  return !Object.entries(rules).some(([name, conditions]) => {
    // An operator such as `$or`.
    if (name.startsWith('$') || !Array.isArray(conditions) || conditions.length === 0) return false;
    return conditions.every((condition) => surelyFails(condition, attributes[name]));
  });
}

function surelyFails(condition: unknown, value: string | undefined): boolean {
  if (!isObject(condition)) return condition !== value;
  const operators = Object.keys(condition);
  return (
    operators.length === 1 &&
    typeof condition.exists === 'boolean' &&
    condition.exists !== (value !== undefined)
  );
}
