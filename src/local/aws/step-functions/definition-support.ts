import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/json.ts';
import { invalidDefinition } from './definition-error.ts';

const LAMBDA_FUNCTION = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9$_:-]+$/;
const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';
export const LAMBDA_CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
export const SNS_PUBLISH = 'arn:aws:states:::sns:publish';

/** What each service integration takes; any other member of Parameters is refused by name. */
const integrationParameters: Readonly<Record<string, readonly string[]>> = {
  [LAMBDA_INVOKE]: ['FunctionName', 'Payload'],
  [LAMBDA_CALLBACK]: ['FunctionName', 'Payload'],
  [SNS_PUBLISH]: ['TopicArn', 'Message', 'Subject', 'MessageAttributes'],
};

/** Fields of JSONata states, of variables, of Distributed Map and of cross-account roles: none of them is run here. */
const unsupportedFields = [
  'Assign',
  'Arguments',
  'Output',
  'Items',
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'Label',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
  'Credentials',
];

/**
 * Refuses, by name, what AWS would run and this interpreter would ignore or run differently.
 * Tolerates any shape: the validator has the last word on that.
 */
export function refuseUnsupported(definition: JsonObject, stateNames = new Set<string>()): void {
  refuseQueryLanguage(definition, 'the state machine');
  if (!isJsonObject(definition.States)) return;
  for (const [name, state] of Object.entries(definition.States)) {
    if (stateNames.has(name)) throw invalidDefinition(`DUPLICATE_STATE_NAME: Duplicate State name: ${name}`);
    stateNames.add(name);
    if (!isJsonObject(state)) continue;
    refuseState(name, state);
    for (const nested of nestedMachines(state)) refuseUnsupported(nested, stateNames);
  }
}

/** The machines inside a Parallel or Map state. */
function nestedMachines({ Branches, ItemProcessor, Iterator: iterator }: JsonObject): JsonObject[] {
  const branches = Array.isArray(Branches) ? Branches : [];
  return [...branches, ItemProcessor, iterator].filter(isJsonObject);
}

function refuseState(name: string, state: JsonObject): void {
  const where = `the state '${name}'`;
  refuseQueryLanguage(state, where);
  const field = unsupportedFields.find((unsupported) => Object.hasOwn(state, unsupported));
  if (field !== undefined) throw unsupported(`the field '${field}' of ${where}`);
  refuseProcessorConfig(state.ItemProcessor, where);
  if (state.Type === 'Task' && typeof state.Resource === 'string')
    refuseResource(state.Resource, state, where);
  refuseCatchFields(state.Catch, where);
}

function refuseQueryLanguage({ QueryLanguage }: JsonObject, where: string): void {
  if (QueryLanguage === undefined || QueryLanguage === 'JSONPath') return;
  throw unsupported(`the QueryLanguage ${JSON.stringify(QueryLanguage)} of ${where}`);
}

function refuseProcessorConfig(processor: JsonValue | undefined, where: string): void {
  const config = isJsonObject(processor) ? processor.ProcessorConfig : undefined;
  const mode = isJsonObject(config) ? (config.Mode ?? 'INLINE') : 'INLINE';
  if (mode !== 'INLINE') throw unsupported(`the Map mode ${JSON.stringify(mode)} of ${where}`);
}

function refuseResource(resource: string, state: JsonObject, where: string): void {
  if (LAMBDA_FUNCTION.test(resource)) return;
  const supported = Object.hasOwn(integrationParameters, resource)
    ? integrationParameters[resource]
    : undefined;
  if (!supported) throw unsupported(`the resource '${resource}' of ${where}`);
  const parameters = isJsonObject(state.Parameters) ? state.Parameters : {};
  const names = Object.keys(parameters).map((name) => name.replace(/\.\$$/, ''));
  const other = names.find((name) => !supported.includes(name));
  if (other !== undefined) throw unsupported(`the parameter '${other}' of '${resource}' in ${where}`);
  const [first = ''] = supported;
  if (names.includes(first)) return;
  throw invalidDefinition(
    `SCHEMA_VALIDATION_FAILED: The field '${first}' is required but was missing in ${where}`,
  );
}

function refuseCatchFields(catchers: JsonValue | undefined, where: string): void {
  const items = Array.isArray(catchers) ? catchers.filter(isJsonObject) : [];
  const field = ['Assign', 'Output'].find((name) => items.some((item) => Object.hasOwn(item, name)));
  if (field !== undefined) throw unsupported(`the field '${field}' in Catch of ${where}`);
}

function unsupported(what: string) {
  return invalidDefinition(`The embedded stack does not support ${what}`);
}
