/** An execution, as it is listed. */
export interface ListedExecution {
  /** `STATE_MACHINE:EXECUTION` */
  readonly execution: string;
  readonly running: boolean;
  readonly startedAt: Date;
}

/** Starts an execution of the approval workflow; a repeated name starts nothing. */
export type StartExecution = (name: string, input: unknown, signal?: AbortSignal) => Promise<void>;

/**
 * The ARNs of the state machines whose requests the deployment serves: its own, the others that its setting names, and
 * those that match its patterns.
 */
export type ListStateMachines = () => Promise<readonly string[]>;

/** The newest executions of a state machine, the newest first; with `running`, only those that run. */
export type ListExecutions = (which: {
  stateMachineArn: string;
  running?: true;
  max: number;
}) => Promise<readonly ListedExecution[]>;

/** Stops an execution of any state machine, with a cause for its history. An execution that has ended does not change. */
export type StopExecution = (execution: string, cause: string, signal?: AbortSignal) => Promise<void>;

/** A plain-text mail. */
export interface Mail {
  /** At most 99 characters, on one line, without control characters (API reference of SNS Publish). */
  readonly subject: string;
  readonly body: string;
  /** The address of the one subscriber who gets it. Missing: all subscribers get it. */
  readonly to?: string | undefined;
}

/**
 * The e-mail addresses that get mails, in lower case, and whether they confirmed it. "Cannot tell" if mails may also be
 * passed on in another way, or if the list cannot be read.
 */
export type ListSubscribers = () => Promise<ReadonlyMap<string, 'confirmed' | 'pending'> | 'cannot tell'>;

/** Sends a mail, and gives its id. */
export type SendMail = (mail: Mail) => Promise<string | undefined>;
