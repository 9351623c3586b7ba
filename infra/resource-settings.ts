import { Token } from 'aws-cdk-lib';
import { listOf } from './list-of.ts';

/** The existing resources of AWS that a deployment uses, by their ARNs. */
export interface ResourceSettings {
  /** The ARN of an existing KMS key. Its policy does not change. If it is missing, the deployment creates a key. */
  readonly keyArn: string | undefined;
  /** The ARN of a function that creates the URLs of approval requests, of Countersign or of sfn-callback-urls. */
  readonly createUrlsFunction: string | undefined;
  /**
   * The state machines whose tasks may be completed. `own`: the state machine of this deployment. `all`: all of this
   * region and account. ARNs: these state machines and activities besides its own.
   */
  readonly stateMachines: 'own' | 'all' | readonly string[];
  /** The ARNs of the Lambda durable functions whose callbacks may be completed. They may contain `*`. */
  readonly durableFunctions: readonly string[];
  /** The event bus that gets the events: `default`, or the ARN of another one of this region and account. If it is missing, none does. */
  readonly eventBus: string | undefined;
  /** The ARNs of the customer managed KMS keys under which these state machines are encrypted. */
  readonly stateMachineKeys: readonly string[];
}

const KEY_ARN = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;
const FUNCTION_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+(?::[\w$-]+)?$/;
const DURABLE_FUNCTION_ARN = /^arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w*-]+$/;
const EVENT_BUS_ARN = /^arn:[\w-]+:events:[\w-]+:\d{12}:event-bus\/[\w./-]+$/;
const STATE_MACHINE_ARN = /^arn:[\w-]+:states:[\w-]+:\d{12}:(?:stateMachine|activity):[\w*.-]+$/;

/**
 * Reads and checks the settings that are ARNs.
 *
 * @throws {TypeError} with the name of the wrong setting
 */
export function readResources(text: (name: keyof ResourceSettings) => string): ResourceSettings {
  return {
    keyArn: arn(
      'keyArn',
      text('keyArn'),
      KEY_ARN,
      'a KMS key, such as arn:aws:kms:<region>:<account>:key/<id>',
    ),
    createUrlsFunction: arn(
      'createUrlsFunction',
      text('createUrlsFunction'),
      FUNCTION_ARN,
      'a function, such as arn:aws:lambda:<region>:<account>:function:<name>',
    ),
    stateMachines: stateMachines(text('stateMachines')),
    durableFunctions: durableFunctions(text('durableFunctions')),
    eventBus: eventBus(text('eventBus')),
    stateMachineKeys: keys(text('stateMachineKeys')),
  };
}

function arn(name: keyof ResourceSettings, value: string, pattern: RegExp, what: string): string | undefined {
  if (value === '' || fits(pattern, value)) return value || undefined;
  throw new TypeError(`${name}=${value} must be the ARN of ${what}.`);
}

function eventBus(value: string): string | undefined {
  if (value === 'default' || fits(EVENT_BUS_ARN, value)) return value;
  if (value === 'none') return undefined;
  throw new TypeError(
    `eventBus=${value} must be "default", "none", or the ARN of an event bus, such as arn:aws:events:<region>:<account>:event-bus/<name>.`,
  );
}

function keys(value: string): readonly string[] {
  const given = listOf(value);
  const wrong = given.find((one) => !fits(KEY_ARN, one));
  if (wrong === undefined) return given;
  throw new TypeError(
    `stateMachineKeys=… contains "${wrong}", which is not the ARN of a KMS key, such as arn:aws:kms:<region>:<account>:key/<id>. Separate ARNs with commas.`,
  );
}

function durableFunctions(value: string): readonly string[] {
  const given = listOf(value);
  const wrong = given.find((one) => !fits(DURABLE_FUNCTION_ARN, one));
  if (wrong === undefined) return given;
  throw new TypeError(
    `durableFunctions=… contains "${wrong}", which is not the ARN of a function without a version, such as arn:aws:lambda:<region>:<account>:function:<name>. Separate ARNs with commas.`,
  );
}

/** Whether a value matches. A value that CloudFormation inserts, such as `key.keyArn`, is not known yet. */
function fits(pattern: RegExp, value: string): boolean {
  return Token.isUnresolved(value) || pattern.test(value);
}

function stateMachines(value: string): ResourceSettings['stateMachines'] {
  if (value === 'own' || value === 'all') return value;
  const given = value.split(',').map((one) => one.trim());
  const wrong = given.find((one) => !fits(STATE_MACHINE_ARN, one));
  if (wrong === undefined) return given;
  throw new TypeError(`stateMachines=${value} must be "own", "all", or ARNs separated by commas.`);
}
