import { isObject, type JsonObject, type JsonValue } from '../../json.ts';
import { invalidDefinition } from './definition-error.ts';

const LAMBDA_FUNCTION = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9$_:-]+$/;
const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';
export const LAMBDA_CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
export const SNS_PUBLISH = 'arn:aws:states:::sns:publish';

/** The supported Parameters of each service integration. Others are refused by name. */
const integrationParameters: Readonly<Record<string, readonly string[]>> = {
  [LAMBDA_INVOKE]: ['FunctionName', 'Payload'],
  [LAMBDA_CALLBACK]: ['FunctionName', 'Payload'],
  [SNS_PUBLISH]: ['TopicArn', 'Message', 'Subject', 'MessageAttributes'],
};

/** Fields of JSONata, variables, Distributed Map and cross-account roles. The embedded stack supports none of them. */
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
 * Refuses by name the features that the interpreter ignores or runs differently from AWS. Accepts any structure: the
 * validator checks that afterwards.
 */
export function refuseUnsupported(definition: JsonObject, stateNames = new Set<string>()): void {
  refuseQueryLanguage(definition, 'the state machine');
  if (!isObject(definition.States)) return;
  for (const [name, state] of Object.entries(definition.States)) {
    if (stateNames.has(name)) throw invalidDefinition(`DUPLICATE_STATE_NAME: Duplicate State name: ${name}`);
    stateNames.add(name);
    if (!isObject(state)) continue;
    refuseState(name, state);
    for (const nested of nestedMachines(state)) refuseUnsupported(nested, stateNames);
  }
}

/** The machines inside a Parallel or Map state. */
function nestedMachines({ Branches, ItemProcessor, Iterator: iterator }: JsonObject): JsonObject[] {
  const branches = Array.isArray(Branches) ? Branches : [];
  return [...branches, ItemProcessor, iterator].filter((one) => isObject(one));
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
  const config = isObject(processor) ? processor.ProcessorConfig : undefined;
  const mode = isObject(config) ? (config.Mode ?? 'INLINE') : 'INLINE';
  if (mode !== 'INLINE') throw unsupported(`the Map mode ${JSON.stringify(mode)} of ${where}`);
}

function refuseResource(resource: string, state: JsonObject, where: string): void {
  if (LAMBDA_FUNCTION.test(resource)) return;
  const supported = Object.hasOwn(integrationParameters, resource)
    ? integrationParameters[resource]
    : undefined;
  if (!supported) throw unsupported(`the resource '${resource}' of ${where}`);
  const parameters = isObject(state.Parameters) ? state.Parameters : {};
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
  const items = Array.isArray(catchers) ? catchers.filter((one) => isObject(one)) : [];
  const field = ['Assign', 'Output'].find((name) => items.some((item) => Object.hasOwn(item, name)));
  if (field !== undefined) throw unsupported(`the field '${field}' in Catch of ${where}`);
}

function unsupported(what: string) {
  return invalidDefinition(`The embedded stack does not support ${what}`);
}
