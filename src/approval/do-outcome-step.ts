import { Refusal } from '../callback/errors.ts';
import { lastRound, resolutionOf, withoutTokens } from './approval.ts';
import { type EndedPorts, findEnded } from './ended-approval.ts';
import { approvalResolved, type PublishEvents } from './events.ts';
import type { OutcomeInput } from './outcome.ts';
import type { Step } from './outcome-task.ts';
import { approvalAt } from './policy.ts';
import { RepeatableError } from './repeatable.ts';
import type { Surface } from './surface.ts';
import { orTryAgain, tryAgain } from './try-again.ts';

export interface StepPorts extends EndedPorts {
  readonly surfaces: readonly Surface[];
  /** Missing in a deployment without events. */
  readonly publishEvents?: PublishEvents | undefined;
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/**
 * Tells one thing about an approval that has ended.
 *
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain` if the same step may succeed later, and does nothing twice
 * @throws another error after a message that may have been sent
 */
export async function doStep(
  { surface: name, step }: Step,
  input: OutcomeInput,
  ports: StepPorts,
): Promise<void> {
  if (step === 'publish') return publish(input, ports);
  const surface = ports.surfaces.find((one) => one.name === name);
  if (!surface) throw new Refusal('InvalidRequest', `There is no surface "${name}".`);
  const { approval } = await findEnded(input, ports);
  // Also those who could decide after an escalation learn how it ended.
  const endedAt = resolutionOf(approval)?.at?.getTime() ?? ports.now();
  const ended = approvalAt(withoutTokens(approval), endedAt);
  const ref = (input.shown ?? lastRound(ended).shown)[name];
  try {
    if (step === 'tell') await surface.tell?.(ended.request.requester, { approval: ended, ref });
    else if (step === 'send' || ended.askedAgain === undefined) await surface.show(ended, undefined, ref);
  } catch (error) {
    // An update may repeat. A mail and a reply may not, unless it is known that they were not sent.
    if (step === 'update' || error instanceof RepeatableError) throw tryAgain(error);
    throw error;
  }
}

/** Events may be published again. */
async function publish(input: OutcomeInput, ports: StepPorts): Promise<void> {
  const { approval } = await findEnded(input, ports);
  await orTryAgain(Promise.resolve(ports.publishEvents?.(approvalResolved(approval, new Date(ports.now())))));
}
