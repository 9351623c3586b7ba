/** An execution, as it is listed. */
export interface ListedExecution {
  /** `STATE_MACHINE:EXECUTION` */
  readonly execution: string;
  readonly running: boolean;
  readonly startedAt: Date;
}

/** Starts an execution of one state machine; a repeated name starts nothing. */
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

/** A mail to one person, in HTML and as plain text. */
export interface AddressedMail {
  readonly to: string;
  /** On one line, without control characters. */
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** What it is about. The mails of one approval form a thread. */
  readonly about: { readonly id: string; readonly execution: string };
}

/** Sends a mail to any address, and gives its id. */
export type SendAddressedMail = (mail: AddressedMail) => Promise<string>;

/** A plain-text mail. */
export interface Mail {
  /** At most 99 characters, on one line, without control characters (API reference of SNS Publish). */
  readonly subject: string;
  readonly body: string;
  /** The address of the one subscriber who gets it. Missing: all subscribers get it. */
  readonly to?: string | undefined;
}

/** A subscription to the topic of the mails. */
export interface Subscription {
  /** Names it in logs, without its address. */
  readonly id: string;
  /** In lower case. Missing: not an e-mail address, but a queue or a program, which may pass mails on to any person. */
  readonly address?: string;
  /** One that is not confirmed gets no mail. */
  readonly isConfirmed: boolean;
  /** Whether it may get a mail to this address. False only if its filter surely excludes the mail. */
  readonly mayGet: (address: string) => boolean;
}

/** The subscriptions to the topic of the mails. "Cannot tell" if there are too many, or they cannot be read. */
export type ListSubscriptions = () => Promise<readonly Subscription[] | 'cannot tell'>;

/** Sends a mail, and gives its id. */
export type SendMail = (mail: Mail) => Promise<string | undefined>;
