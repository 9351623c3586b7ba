import type { OverflowAction, ViewResponseAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { mayCountLater, type Verdict } from '../../approval/verdict.ts';
import type { Payload } from '../../callback/payload.ts';
import { reasonOf } from '../../wording/index.ts';
import { DECIDE_PREFIX } from '../blocks/decide-buttons.ts';
import { WITH_ADDRESS } from '../blocks/delegate-menu.ts';
import { delegateModal } from '../blocks/delegate-modal.ts';
import { noticeModal, type Submission } from '../blocks/modals.ts';
import { lookUpDelegate, namedIn } from '../delegate-to.ts';
import { personOf } from '../people.ts';
import type { SlackPorts } from '../ports.ts';
import { pressInSlack } from '../press.ts';
import { goesOn, metadataOf, openPressModal, pressBehind } from '../press-modal.ts';
import { originOf, type PressBody } from '../press-origin.ts';
import { replyPrivately } from '../private-reply.ts';
import { replyText, showOutcome, showResolution, wordingOf } from '../show-outcome.ts';

/** A chosen option of the menu beside the buttons. */
export interface MenuPress {
  readonly action: Pick<OverflowAction, 'block_id' | 'selected_option'>;
  readonly body: PressBody;
}

/**
 * Opens the modal that asks who is to decide in the user's place, as long as the user may decide and the request waits. Any other
 * user gets a private reply.
 */
export async function openDelegation({ action, body }: MenuPress, ports: SlackPorts): Promise<void> {
  const origin = originOf(body);
  const sealed = payloadBeside(action.block_id, origin.message?.blocks);
  const answer = () => ({ decides: false });
  const verdict = await pressInSlack({ sealed, who: personOf(body), origin, answer }, ports);
  if (verdict.kind !== 'open' && !mayCountLater(verdict)) return showOutcome(verdict, origin, ports);
  const wording = wordingOf(verdict, ports);
  const withAddress = action.selected_option.value === WITH_ADDRESS;
  await openPressModal(
    delegateModal(metadataOf(sealed, origin), withAddress, wording),
    origin,
    wording,
    ports,
  );
}

/**
 * The payload of the first button in the same block: who may delegate does not depend on the answer. Returns an empty payload
 * if Slack did not send the message. Opening it then fails, as for each payload that is not ours.
 */
function payloadBeside(blockId: string, blocks: readonly KnownBlock[] = []): string {
  const elements = blocks.flatMap((block) =>
    block.type === 'actions' && block.block_id === blockId ? block.elements : [],
  );
  const button = elements.find(({ action_id }) => action_id?.startsWith(DECIDE_PREFIX));
  return button?.type === 'button' ? (button.value ?? '') : '';
}

/**
 * Lets the named person decide in the user's place.
 *
 * @returns an error beside the field if this person cannot do so; a modal that tells why nothing was delegated; undefined closes
 *   the modal
 */
export async function submitDelegation(
  submission: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction | undefined> {
  const press = pressBehind(submission);
  const { field, person } = namedIn(submission);
  // While the payload is opened, so that it costs no time of its own.
  const delegate = lookUpDelegate(person, ports);
  const answer = async (payload: Payload) => ({ decides: true, delegateTo: await delegate(payload) });
  const verdict = await pressInSlack({ ...press, answer }, ports);
  if (verdict.payload && mayCountLater(verdict)) {
    const delegateTo = await delegate(verdict.payload);
    if (await goesOn(press, { delegateTo }, ports)) return undefined;
  }
  const wording = wordingOf(verdict, ports);
  if (isAboutPerson(verdict)) {
    return { response_action: 'errors', errors: { [field]: reasonOf(verdict.refusal, wording) } };
  }
  await showResolution(verdict, press.origin, ports);
  const reply = replyText(verdict, ports);
  if (!reply) return undefined;
  if (verdict.kind !== 'delegated') {
    return { response_action: 'update', view: noticeModal(reply, wording) };
  }
  await replyPrivately(reply, press.origin, wording, ports);
  return undefined;
}

/** Whether the user may not delegate, or not to this person. */
function isAboutPerson(verdict: Verdict): verdict is Verdict & { readonly kind: 'refused' } {
  if (verdict.kind !== 'refused') return false;
  return verdict.refusal.code === 'DelegationRefused' || verdict.refusal.code === 'NotAllowed';
}
