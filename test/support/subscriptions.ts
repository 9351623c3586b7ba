import type { ListSubscriptions, Subscription } from '../../src/approval/ports.ts';

/** A confirmed subscription whose filter lets only mails to its own address pass. */
export function subscription(address: string, overrides: Partial<Subscription> = {}): Subscription {
  const own = address.toLowerCase();
  return {
    id: `id-of-${own}`,
    address: own,
    isConfirmed: true,
    mayGet: (recipient) => recipient === own,
    ...overrides,
  };
}

/** The list of these subscriptions. */
export function subscribed(...subscriptions: readonly (string | Subscription)[]): ListSubscriptions {
  const all = subscriptions.map((one) => (typeof one === 'string' ? subscription(one) : one));
  return async () => all;
}

export const cannotTell: ListSubscriptions = async () => 'cannot tell';
