import type { ApprovalRequest } from '../../approval/approval.ts';
import type { Button } from '../../approval/surface.ts';
import { actionLabel, type Wording } from '../../wording/index.ts';

/** One answer that a request offers. */
export type Answer = Pick<Button, 'action' | 'label' | 'style' | 'outcome'>;

/** The answer with this name, as the request describes it. */
export function answerNamed(action: string, { actions }: ApprovalRequest): Answer {
  const { label, style, outcome } = actions.find(({ name }) => name === action) ?? {};
  return {
    action,
    ...(label !== undefined && { label }),
    ...(style && { style }),
    ...(outcome && { outcome }),
  };
}

/** What a button says. */
export function titleOf({ action, label }: Answer, wording: Wording): string {
  return label ?? actionLabel(action, wording);
}

/** How a button looks. Adaptive Cards have a style for the answer that is meant, and one for a dangerous answer. */
export function styleOf({ style }: Answer): { readonly style?: 'positive' | 'destructive' } {
  return style ? { style: STYLES[style] } : {};
}

const STYLES = { primary: 'positive', danger: 'destructive' } as const;
