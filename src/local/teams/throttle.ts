import { Refusal } from './refusal.ts';

const SECOND_MS = 1_000;

/**
 * Refuses the calls of a conversation that come too often (Teams: "Optimize your bot with rate limiting").
 *
 * @param perSecond Teams allows 7 sends a second in a conversation
 * @param now milliseconds since 1970
 */
export function createThrottle(perSecond: number, now: () => number): (conversation: string) => void {
  const calls = new Map<string, number[]>();
  return (conversation) => {
    const recent = (calls.get(conversation) ?? []).filter((at) => at > now() - SECOND_MS);
    calls.set(conversation, recent);
    if (recent.length >= perSecond) throw new Refusal('Throttled', 'Too many requests.', 1);
    recent.push(now());
  };
}
