import type { Task } from '../callback/payload.ts';
import type { SealActions, SealLinks } from '../callback/url.ts';
import { actionsOf, payloadOf } from './action-payloads.ts';
import type { RequestAction } from './actions.ts';
import type { Approval } from './approval.ts';
import { linksTo } from './links.ts';
import type { Audience, Button, Surface } from './surface.ts';

/**
 * Makes the buttons of an approval on a surface: for each audience, one button for each answer. Links refer to the execution
 * history, if it had the task of the round. Otherwise, the task and the request's policy are sealed into each button.
 *
 * @param task that of the round
 * @param sealLinks missing where links cannot refer to a history
 * @throws {Refusal} UrlTooLong
 */
export async function sealButtons(
  approval: Approval,
  task: Task,
  { name: surface, confirm, asLinks }: Pick<Surface, 'name' | 'confirm' | 'asLinks'>,
  audiences: readonly Audience[],
  seal: SealActions,
  sealLinks?: SealLinks,
): Promise<readonly Button[]> {
  const looks = new Map(approval.request.actions.map((action) => [action.name, lookOf(action)]));
  const sealFor = async (audience: Audience) => {
    const { recipient } = audience;
    const links = asLinks && sealLinks && linksTo(approval, { surface, confirm, recipient });
    const sealed = links
      ? await sealLinks(links)
      : await seal(
          actionsOf(approval.request).map((action) =>
            payloadOf(approval, confirm ? { ...action, confirm } : action, task, { ...audience, surface }),
          ),
        );
    return sealed.map((one) => ({
      ...one,
      ...looks.get(one.action),
      ...(recipient !== undefined && { recipient }),
    }));
  };
  return (await Promise.all(audiences.map(sealFor))).flat();
}

/** How the button of an answer looks, and what it does first. */
export function lookOf({
  label,
  style,
  outcome,
  inputs,
}: RequestAction): Pick<Button, 'label' | 'style' | 'outcome' | 'asks'> {
  return {
    outcome,
    ...(label !== undefined && { label }),
    ...(style && { style }),
    ...(inputs.length > 0 && { asks: true as const }),
  };
}
