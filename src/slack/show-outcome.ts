import type { Result } from './decide-in-slack.ts';
import { refreshHome } from './listeners/app-home-opened.ts';
import { type Place, tellPrivately } from './place.ts';
import type { SlackPorts } from './ports.ts';
import { showResolution } from './show-resolution.ts';

/**
 * Shows what came of a press, all at once: why it did not decide, privately; how the request ended, in its message,
 * also where somebody else was quicker and it still had its buttons; and what waits now, on the home tab.
 */
export async function showOutcome(result: Result, place: Place, ports: SlackPorts): Promise<void> {
  const { refusal, resolution, wording, payload } = result;
  const { message, channel, userId } = place;
  await Promise.all([
    refusal && tellPrivately(refusal, place, wording, ports),
    resolution && message && showResolution(resolution, message, result, ports),
    !channel && refreshHome({ id: userId }, ports, resolution && payload?.context?.execution),
  ]);
}
