import { isObject, objectIn } from '../../callback/json.ts';

/** A JSON object of a definition. Its members are not checked yet. */
export type Members = Readonly<Record<string, unknown>>;
export type QueryLanguage = 'JSONPath' | 'JSONata';

/** A state machine to check. */
export interface Machine {
  readonly name: string;
  /** Amazon States Language */
  readonly definition: Members;
  readonly express: boolean;
}

/** A state, among the states to which its `Next` and `Catch` can lead. */
export interface Level {
  readonly name: string;
  readonly state: Members;
  readonly siblings: Members;
}

/** A state, anywhere in a machine. */
export interface PlacedState extends Level {
  /** The names of the states around it, and its own name at the end. */
  readonly path: readonly string[];
  /** The state itself, and the states around it in the same execution, from the inside out. An error takes this way. */
  readonly levels: readonly Level[];
  readonly language: QueryLanguage;
  /** Whether it runs in an Express workflow. */
  readonly express: boolean;
}

interface Surroundings {
  readonly path: readonly string[];
  readonly levels: readonly Level[];
  /** The language of the machine. A state can have another one, but the states inside it do not inherit that. */
  readonly language: unknown;
  readonly express: boolean;
}

/** All states of a machine, also those inside Parallel and Map states, in the order of the definition. */
export function statesOf({ definition, express }: Machine): readonly PlacedState[] {
  const around = { path: [], levels: [], language: definition.QueryLanguage, express };
  return statesIn(definition, around);
}

function statesIn(definition: unknown, around: Surroundings): readonly PlacedState[] {
  const siblings = objectIn(objectIn(definition).States);
  return Object.entries(siblings).flatMap(([name, value]) => {
    const state = objectIn(value);
    const level = { name, state, siblings };
    const inside = { ...around, path: [...around.path, name], levels: [level, ...around.levels] };
    const language = (state.QueryLanguage ?? around.language) === 'JSONata' ? 'JSONata' : 'JSONPath';
    return [{ ...level, ...inside, language } as const, ...nestedIn(state, inside)];
  });
}

function nestedIn(state: Members, inside: Surroundings): readonly PlacedState[] {
  if (state.Type === 'Parallel' && Array.isArray(state.Branches)) {
    return state.Branches.flatMap((branch) => statesIn(branch, inside));
  }
  if (state.Type !== 'Map') return [];
  const processor = objectIn(state.ItemProcessor ?? state.Iterator);
  const { Mode: mode, ExecutionType: type } = objectIn(processor.ProcessorConfig);
  if (mode !== 'DISTRIBUTED') return statesIn(processor, inside);
  // Each item has an execution of its own, so that neither errors nor states around the Map reach it.
  return statesIn(processor, { ...inside, levels: [], express: type === 'EXPRESS' });
}

/** The states that can come after this one, beginning with it, without those inside them. */
export function reachableFrom(start: unknown, siblings: Members): readonly string[] {
  const found = new Set<string>();
  const pending = [start];
  while (pending.length > 0) {
    const name = pending.pop();
    if (typeof name !== 'string' || found.has(name) || !isObject(siblings[name])) continue;
    found.add(name);
    pending.push(...nextOf(siblings[name]));
  }
  return [...found];
}

function nextOf({ Next, Default, Choices, Catch }: Members): readonly unknown[] {
  return [Next, Default, ...[Choices, Catch].flatMap((list) => listOf(list).map((one) => one.Next))];
}

/** The objects in a list; none if it is missing. */
export function listOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter((one) => isObject(one)) : [];
}
