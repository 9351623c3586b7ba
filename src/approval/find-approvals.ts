import { Refusal } from '../callback/errors.ts';
import { failure, type Note } from '../invocation-log.ts';
import { wordingFor } from '../wording/index.ts';
import type { Approval } from './approval.ts';
import { executionArn, executionReference, stateMachineName } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import type { ListPorts, MaySee } from './list-approvals.ts';
import { readApprovals } from './read-approvals.ts';
import { notPermitted, notServed } from './served.ts';

export interface NamedPorts extends ListPorts {
  readonly note: Note;
  /** The ARN of the deployment's own state machine. */
  readonly stateMachineArn: string;
  /** ARNs with `*` of the state machines whose requests the deployment serves, its own among them. */
  readonly stateMachines: readonly string[];
}

/** The approvals of an execution, or why there are none to show, as plain text. */
export type FoundApprovals =
  | { readonly all: readonly Approval[]; readonly visible: readonly Approval[]; readonly objection?: never }
  | { readonly all?: never; readonly visible?: never; readonly objection: string };

/**
 * Finds the approvals of an execution that a person names.
 *
 * @param given as a list shows it: the name of an execution of the deployment's own state machine, or
 *   `MACHINE:EXECUTION`; or its ARN
 * @returns `visible`: at least one approval, those that the person may see; `all`: also the others
 * @throws if the history cannot be read, or `maySee` rejects: the execution may exist
 */
export async function findApprovals(
  given: string,
  maySee: MaySee,
  ports: NamedPorts,
): Promise<FoundApprovals> {
  const { chat } = wordingFor(ports.locale);
  const arn = toArn(given.replaceAll('`', ''), ports);
  if (!EXECUTION_ARN.test(arn)) return { objection: chat.noSuchExecution };
  const execution = executionReference(arn);
  const { stateMachines, stateMachineArn: ownArn } = ports;
  const refusal = notServed(arn, { stateMachines, ownArn }, ports.locale);
  ports.note({ execution, ...(refusal && { outcome: refusal.code }) });
  if (refusal) return { objection: refusal.message };
  const { history = [], objection } = await historyOf(execution, ports);
  if (objection !== undefined) return { objection };
  const all = readApprovals(history, execution, ports);
  if (all.length === 0) return { objection: chat.noSuchExecution };
  const seen = await Promise.all(all.map((approval) => maySee(approval)));
  const visible = all.filter((_, index) => seen[index] === 'yes');
  return visible.length > 0 ? { all, visible } : { objection: chat.membersOnly };
}

function toArn(given: string, { stateMachineArn }: NamedPorts): string {
  const reference = given.includes(':') ? given : `${stateMachineName(stateMachineArn)}:${given}`;
  return executionArn(reference, stateMachineArn);
}

/** The names of state machines, of the labels of distributed Maps, and of executions (API reference of StartExecution). */
const NAME = String.raw`[^\s:<>{}[\]?*"#%\\^|~\x60$&,;/]{1,80}`;
const EXECUTION_ARN = new RegExp(
  String.raw`^arn:[\w-]+:states:[\w-]+:\d+:execution:${NAME}(?:/${NAME})?:${NAME}$`,
);

async function historyOf(
  execution: string,
  { getHistory, locale, note }: NamedPorts,
): Promise<{ readonly history?: readonly HistoryEvent[]; readonly objection?: string }> {
  try {
    return { history: await getHistory(execution) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code !== 'NotPermitted') return { objection: wordingFor(locale).chat.noSuchExecution };
    note(failure(error));
    return { objection: notPermitted(execution, locale, error).message };
  }
}
