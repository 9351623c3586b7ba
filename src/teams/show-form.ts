import { InvalidInputs } from '../approval/invalid-inputs.ts';
import type { Verdict } from '../approval/verdict.ts';
import { wordingFor } from '../wording/index.ts';
import { answerForm } from './card/answer-form.ts';
import type { AdaptiveCard } from './card/elements.ts';
import { filledIn } from './card/questions.ts';

/**
 * The form that follows a press: the one that was asked for, or the same again, with what is wrong in it.
 *
 * @param sealed the payload of the button
 * @param data the data of the button, with what was filled in
 * @returns undefined if the press had another result
 */
export function formAfter(
  verdict: Verdict,
  sealed: string,
  data: Readonly<Record<string, unknown>>,
): AdaptiveCard | undefined {
  if (verdict.kind !== 'open' && verdict.kind !== 'refused') return undefined;
  const { payload, approval } = verdict;
  const problems = verdict.kind === 'refused' ? problemsIn(verdict) : undefined;
  if (!payload || !approval || (verdict.kind === 'refused' && !problems)) return undefined;
  const { request } = approval;
  const action = payload.action.name;
  const filled = { ...filledIn(data, action), ...(problems && { problems }) };
  const page = problems ? 'first with a problem' : typeof data.page === 'number' ? data.page : 0;
  return answerForm(request, { action, sealed }, filled, page, wordingFor(request.locale));
}

function problemsIn({ refusal }: Verdict & { readonly kind: 'refused' }) {
  return refusal instanceof InvalidInputs ? refusal.problems : undefined;
}
