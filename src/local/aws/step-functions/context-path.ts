import { isObject, type JsonObject, type JsonValue } from '../../json.ts';
import { invalidDefinition } from './definition-error.ts';

/** The state that contains a path. */
export interface PathScope {
  readonly stateName: string;
  /** The index of the state in `StateNames` of the interpreter's context. */
  readonly stateIndex: number;
  readonly type: string;
  readonly waitsForTaskToken: boolean;
}

const TEMPLATES = ['Parameters', 'ItemSelector', 'ResultSelector'];

/**
 * Rewrites the context paths (`$$.…`) of a state for the interpreter's context. The interpreter has no `$$.State`,
 * and in a branch its `$$.Execution` describes the branch. Paths that would give another value than in AWS are
 * rewritten or refused by name.
 */
export function rewriteContextPaths(state: JsonObject, scope: PathScope): JsonObject {
  return mapMembers(state, (field, value) => {
    if (TEMPLATES.includes(field)) return rewriteTemplate(value, field, scope);
    if (field === 'Choices') return rewriteChoices(value, scope);
    if (typeof value === 'string' && isPathField(field)) return rewriteExpression(value, field, scope);
    return value;
  });
}

function isPathField(field: string): boolean {
  return field === 'Variable' || (field.endsWith('Path') && field !== 'ResultPath');
}

/** In a payload template, members whose names end in `.$` are paths. All others are literal. */
function rewriteTemplate(template: JsonValue, field: string, scope: PathScope): JsonValue {
  if (Array.isArray(template)) return template.map((item) => rewriteTemplate(item, field, scope));
  if (!isObject(template)) return template;
  return mapMembers(template, (name, value) => {
    if (typeof value === 'string' && name.endsWith('.$')) return rewriteExpression(value, field, scope);
    return rewriteTemplate(value, field, scope);
  });
}

function rewriteChoices(value: JsonValue, scope: PathScope): JsonValue {
  if (Array.isArray(value)) return value.map((item) => rewriteChoices(item, scope));
  if (!isObject(value)) return value;
  return mapMembers(value, (name, member) => {
    if (typeof member === 'string' && isPathField(name)) return rewriteExpression(member, name, scope);
    return rewriteChoices(member, scope);
  });
}

/** Quoted text or a context path. Quoted text is a literal argument of an intrinsic function. */
const QUOTED_OR_CONTEXT_PATH = /'(?:\\.|[^'\\])*'|\$\$(?:\.\w+|\[[^\]]*\])*/g;

/** Rewrites a path, or the paths in the arguments of an intrinsic function. */
function rewriteExpression(expression: string, field: string, scope: PathScope): string {
  return expression.replace(QUOTED_OR_CONTEXT_PATH, (part) =>
    part.startsWith('$$') ? rewritePath(part, field, scope) : part,
  );
}

function rewritePath(path: string, field: string, scope: PathScope): string {
  if (path === '$$.State.Name') return `$$.StateNames[${scope.stateIndex}]`;
  if (path === '$$.State.EnteredTime' && field === 'Parameters') return path;
  if (/^\$\$\.Execution\.(Input\b|(Id|Name|StartTime|RoleArn)$)/.test(path)) {
    return path.replace('$$.Execution', () => '$$.WholeExecution');
  }
  if (/^\$\$\.StateMachine\.(Id|Name)$/.test(path)) return path;
  if (path === '$$.Task.Token' && scope.waitsForTaskToken && field === 'Parameters') return path;
  if (/^\$\$\.Map\.Item\.(Index$|Value\b)/.test(path) && scope.type === 'Map' && field !== 'ResultSelector')
    return path;
  throw invalidDefinition(
    `The embedded stack does not support ${path} in ${field} of the state '${scope.stateName}'`,
  );
}

function mapMembers(object: JsonObject, map: (name: string, value: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(name, value)]));
}
