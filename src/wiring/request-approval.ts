import { SFNClient } from '@aws-sdk/client-sfn';
import type { ApprovalRequest } from '../approval/approval.ts';
import { isRestricted } from '../approval/policy.ts';
import { requestApproval } from '../approval/request-approval.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createGetHistory } from '../aws/step-functions.ts';
import { Refusal } from '../callback/errors.ts';
import { type Config, type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { CLOCK } from './clock.ts';
import { configuredEvents } from './events.ts';
import { configuredFormats } from './formats.ts';
import { readable } from './histories.ts';
import { configuredOutcome, configuredTimer, configuredTimerHistory } from './outcome-and-timer.ts';
import { keptDefaults, requestDefaults } from './request-defaults.ts';
import { configuredSealing } from './sealing.ts';
import { configuredSurfaces } from './surfaces.ts';

/** For the state SendApprovalRequest: sends an approval request on all configured surfaces. */
export function createRequestApproval(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  const stepFunctions = new SFNClient(clientOptions(env));
  const formats = configuredFormats(config, env, log);
  const { proofs } = formats;
  const sealing = configuredSealing(config, env, formats);
  const read = createGetHistory(stepFunctions, (arn) => arn);
  const askingFunction = config.REQUEST_APPROVAL_FUNCTION ?? config.AWS_LAMBDA_FUNCTION_NAME;
  const ports = {
    ...sealing,
    assertSealable: assertSealable(config),
    stateMachines: config.STATE_MACHINES,
    durableFunctions: config.DURABLE_FUNCTIONS,
    // With another function for the URLs, its deployment completes the tasks, in its own account and region.
    ownArn: config.CREATE_URLS_FUNCTION ?? config.STATE_MACHINES?.[0],
    surfaces: configuredSurfaces(config, env, log, {
      ahead: true,
      longLinks: sealing.sealLinks === undefined,
    }),
    // The event has the ARN of the execution, so it needs no conversion.
    getHistory: readable(read, { proofs, askingFunction, log }),
    proofs,
    startOutcomeExecution: configuredOutcome(config, stepFunctions),
    startTimerExecution: configuredTimer(config, stepFunctions),
    getTimerHistory: configuredTimerHistory(config, stepFunctions),
    // A vote that is given before the function returns must wait for it.
    publishEvents: configuredEvents(config, env, 'web'),
    ...requestDefaults(config),
    ...keptDefaults(config),
    ...CLOCK,
    log,
  };
  return (event: unknown) => requestApproval(event, ports);
}

/**
 * Prevents a bypass of the rule for who may decide. The function CREATE_URLS_FUNCTION may belong to sfn-callback-urls.
 * Then it has its own API, which accepts the same payloads and does not check who decides. Each reader of a Slack
 * channel can read the payload of a button, and could send it to that API. The API also does not know what an action of the
 * request means, and asks for no inputs.
 *
 * @returns a function that refuses a restricted request with InvalidRequest when CREATE_URLS_FUNCTION is set
 */
function assertSealable({ CREATE_URLS_FUNCTION: functionName }: Config): (request: ApprovalRequest) => void {
  return ({ policy, stages, actions, inputs }) => {
    if (!functionName) return;
    const isChecked = isRestricted(policy) || policy.comment || policy.typed;
    const asksMore = inputs.length > 0 || actions.some(({ label }) => label !== undefined);
    if (!isChecked && !asksMore && !stages.some(({ escalate }) => escalate)) return;
    throw new Refusal(
      'InvalidRequest',
      `approvers, self_approval, more than one vote, escalate, comment, a typed confirmation, actions and inputs do not work with URLs of the function ${functionName}: ` +
        'its API does not check who decides, and asks for nothing. Remove them from the request.',
    );
  };
}
