/** What is wrong with a state, for programs. docs/deploy.md lists them. */
export const CODES = [
  'express',
  'does-not-wait',
  'no-timeout',
  'heartbeat',
  'token',
  'execution',
  'request',
  'request-refused',
  'never-due',
  'other-as-approval',
  'timeout-seconds',
  'payload-not-read',
  'next-round',
  'try-again',
  'lambda-errors',
  'asks-again',
  'rejection-not-caught',
  'expiry-not-caught',
  'expired-not-caught',
  'expiry-not-told',
] as const;
export type Code = (typeof CODES)[number];

/**
 * A sentence about a state, and what to do.
 *
 * With a problem, a request gets lost, ends wrongly, or is asked again. A warning is for something that can be meant so, or
 * that cannot be told from the definition.
 */
export interface Finding {
  readonly severity: 'problem' | 'warning';
  readonly code: Code;
  readonly message: string;
}

export function problem(code: Code, message: string): Finding {
  return { severity: 'problem', code, message };
}

export function warning(code: Code, message: string): Finding {
  return { severity: 'warning', code, message };
}

/** The finding, if the condition is true. */
export function when(condition: boolean, finding: Finding): readonly Finding[] {
  return condition ? [finding] : [];
}
