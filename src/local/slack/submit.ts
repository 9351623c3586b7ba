import { type Acting, type Actor, actingPerson, contextOf } from './acting.ts';
import { DeliveryError } from './delivery-error.ts';
import { formErrors } from './form-check.ts';
import { type Filled, stateValues } from './form-values.ts';
import { closedBody, submissionBody } from './interaction.ts';
import { applyAnswer } from './submission-answer.ts';
import type { ShownViews } from './views.ts';

export interface Submission extends Actor {
  /** By default, the open modal. */
  readonly viewId?: string | undefined;
  /** What the person filled in. All other fields keep their initial values. */
  readonly values?: Filled | undefined;
}

/**
 * Submits a modal, unless Slack finds errors in its fields.
 *
 * @returns what the person sees afterwards
 */
export async function submit(acting: Acting, submission: Submission): Promise<ShownViews> {
  const { workspace, webApi, sender } = acting;
  const { user, view } = openModal(acting, submission);
  const values = stateValues(view.blocks, submission.values ?? {}, workspace);
  const errors = formErrors(view.blocks, values);
  if (Object.keys(errors).length > 0) {
    webApi.views.showErrors(user.id, errors);
  } else {
    const context = contextOf(acting, user, view.id);
    const answer = await sender.payload(submissionBody(view, values, context));
    await applyAnswer(answer, view, user.id, webApi.views);
  }
  return webApi.views.of(user.id);
}

/** Closes a modal without submitting it. The app gets an event if the modal has `notify_on_close`. */
export async function closeModal(acting: Acting, submission: Submission): Promise<void> {
  const { workspace, webApi, sender } = acting;
  const { user, view } = openModal(acting, submission);
  const isCleared = view.clear_on_close === true;
  for (const closed of webApi.views.close(user.id, isCleared ? 'all' : 'top')) {
    if (!closed.notify_on_close) continue;
    const filled = closed === view ? submission.values : undefined;
    const values = stateValues(closed.blocks, filled ?? {}, workspace);
    await sender.payload(closedBody(closed, values, isCleared, contextOf(acting, user)));
  }
}

function openModal({ workspace, webApi }: Acting, { viewId, ...actor }: Submission) {
  const user = actingPerson(workspace, actor);
  const { modal: view } = webApi.views.of(user.id);
  if (view && (viewId === undefined || view.id === viewId)) return { user, view };
  throw new DeliveryError('UnknownView', 'This modal does not exist or is closed.');
}
