import type { Sealer } from '../callback/seal.ts';
import type { Wait } from './patience.ts';
import type { StartExecution } from './ports.ts';
import type { RequestDefaults } from './request.ts';
import type { SurfaceName } from './surface.ts';
import type { WorkflowPorts } from './until-deadline.ts';

/** The ports that all deliveries of a chat share. */
export interface ChatPorts extends WorkflowPorts, RequestDefaults {
  readonly open: Sealer['open'];
  /** Starts ApprovalOutcome; missing in a deployment without it. */
  readonly startOutcomeExecution?: StartExecution | undefined;
  /** The surfaces of the deployment; undefined if this program does not know them. */
  readonly surfaces?: readonly SurfaceName[] | undefined;
  /** The ARN of the approval workflow. */
  readonly stateMachineArn: string;
  /** ARNs with `*` of the state machines whose requests the deployment serves, its own among them. */
  readonly stateMachines: readonly string[];
  /** Milliseconds since 1970 */
  readonly now: () => number;
  /** Waits where there is nothing else to do. */
  readonly pause: Wait;
  /** Returns a signal that aborts after this time. */
  readonly timeout: (milliseconds: number) => AbortSignal;
}
