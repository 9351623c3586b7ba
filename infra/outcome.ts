import type { Deployment } from './deployment.ts';
import { allow, type Permission } from './permissions.ts';

/** What a function needs to start ApprovalOutcome: it may start it, and nothing else. */
export function startsOutcome({ outcome }: Deployment): {
  readonly variables: Readonly<Record<string, string>>;
  readonly permission: Permission;
} {
  return {
    variables: { OUTCOME_STATE_MACHINE_ARN: outcome.arn },
    permission: allow(['states:StartExecution'], [outcome.arn]),
  };
}
