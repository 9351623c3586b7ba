import { type Acting, type Actor, contextOf, userNamed } from './acting.ts';
import { DeliveryError } from './delivery-error.ts';
import { formErrors } from './form-check.ts';
import { type Filled, stateValues } from './form-values.ts';
import { closedBody, submissionBody } from './interaction.ts';
import { applyAnswer } from './submission-answer.ts';
import type { ShownViews } from './views.ts';

export interface Submission extends Actor {
  /** Without one, the open modal. */
  readonly viewId?: string | undefined;
  /** What was filled in; the rest is as the app set it. */
  readonly values?: Filled | undefined;
}

/** Submits a modal, if it is filled in as it has to be. Gives what the person sees then. */
export async function submit(acting: Acting, submission: Submission): Promise<ShownViews> {
  const { workspace, webApi, sender } = acting;
  const { user, view } = openModal(acting, submission);
  const values = stateValues(view.blocks, submission.values ?? {}, workspace.users);
  const errors = formErrors(view.blocks, values);
  if (Object.keys(errors).length > 0) {
    webApi.views.showErrors(user.id, errors);
  } else {
    const context = await contextOf(acting, user, view.id);
    const answer = await sender.payload(submissionBody(view, values, context));
    await applyAnswer(answer, view, user.id, webApi.views);
  }
  return webApi.views.of(user.id);
}

/** Closes a modal without submitting it; tells the app where it asked for that. */
export async function closeModal(acting: Acting, submission: Submission): Promise<void> {
  const { workspace, webApi, sender } = acting;
  const { user, view } = openModal(acting, submission);
  const isCleared = view.clear_on_close === true;
  for (const closed of webApi.views.close(user.id, isCleared ? 'all' : 'top')) {
    if (!closed.notify_on_close) continue;
    const filled = closed === view ? submission.values : undefined;
    const values = stateValues(closed.blocks, filled ?? {}, workspace.users);
    await sender.payload(closedBody(closed, values, isCleared, await contextOf(acting, user)));
  }
}

function openModal({ workspace, webApi }: Acting, { user: name, viewId }: Submission) {
  const user = userNamed(workspace, name);
  const { modal: view } = webApi.views.of(user.id);
  if (view && (viewId === undefined || view.id === viewId)) return { user, view };
  throw new DeliveryError('UnknownView', 'There is no such modal, or no longer.');
}
