import { objectIn } from '../../callback/json.ts';
import { OWN_MACHINE } from './own-machine.ts';
import { parseDefinition } from './parse-definition.ts';
import { listOf, type Members, type QueryLanguage } from './states.ts';
import { withMember } from './values.ts';

const { SendApprovalRequest: ask, SendConfirmation: tell } = objectIn(
  objectIn(parseDefinition(OWN_MACHINE)).States,
) as Record<string, Members>;

/** The retriers of the deployment's own state machine, which each state that asks should have, too. */
export const RETRIERS = listOf(ask?.Retry);

/** The parts of the context object that Countersign needs, in each query language. */
export const CONTEXT = {
  token: { JSONPath: '$$.Task.Token', JSONata: '$states.context.Task.Token' },
  execution: { JSONPath: '$$.Execution.Id', JSONata: '$states.context.Execution.Id' },
  entered: { JSONPath: '$$.State.EnteredTime', JSONata: '$states.context.State.EnteredTime' },
} as const;

/** A member of a payload, taken from the context object. */
export function fromContext(name: keyof typeof CONTEXT, language: QueryLanguage): Members {
  return withMember(name, { expression: CONTEXT[name][language] }, language);
}

/** The name of the member that has what a service gets. */
export function inputName(language: QueryLanguage): 'Arguments' | 'Parameters' {
  return language === 'JSONata' ? 'Arguments' : 'Parameters';
}

/**
 * A state SendConfirmation, which tells the result and keeps its input.
 *
 * @param resource that of Lambda's Invoke, in a partition
 */
export function tellState(language: QueryLanguage, resource: string): Members {
  const keepInput = language === 'JSONata' ? { Output: '{% $states.input %}' } : { ResultPath: null };
  const Next = '<the next state>';
  return {
    Type: 'Task',
    Resource: resource,
    [inputName(language)]: {
      FunctionName: '<the output TellOutcomeFunction>',
      Payload: { ...fromContext('execution', language), ...fromContext('entered', language) },
    },
    ...keepInput,
    Retry: tell?.Retry,
    Catch: [{ ErrorEquals: ['States.ALL'], ...keepInput, Next }],
    Next,
  };
}
