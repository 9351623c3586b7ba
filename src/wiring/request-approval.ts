import type { GetHistory } from '../approval/history.ts';
import { isRestricted } from '../approval/policy.ts';
import { requestApproval } from '../approval/request-approval.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import { type Config, type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { configuredSeal } from './sealing.ts';
import { configuredSurfaces, readId, wait } from './surfaces.ts';

/** The state SendApprovalRequest: asks for an approval on every configured surface. */
export function createRequestApproval(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  const ports = {
    seal: configuredSeal(config, env, log),
    assertSealable: assertSealable(config),
    surfaces: configuredSurfaces(config, env, log),
    getHistory: historyReader(env),
    locale: config.LOCALE,
    readId,
    now: Date.now,
    wait,
    log,
  };
  return (event: unknown) => requestApproval(event, ports);
}

/**
 * The function CREATE_URLS_FUNCTION, as of sfn-callback-urls, may have an API of its own, which opens the same payload
 * under the same key, and does not know who may decide. Each person who can read a channel can read a button's payload.
 *
 * @returns a function that refuses a request with InvalidRequest where its URLs would get around who may decide
 */
function assertSealable({ CREATE_URLS_FUNCTION: functionName }: Config): (policy: Policy) => void {
  return (policy) => {
    if (!functionName || !isRestricted(policy)) return;
    throw new Refusal(
      'InvalidRequest',
      `approvers and self_approval cannot be kept with URLs of the function ${functionName}: its own API takes them from anybody.`,
    );
  };
}

/** Few requests need it; the others' cold starts need not load another AWS client. */
function historyReader(env: Environment): GetHistory {
  let reader: Promise<GetHistory> | undefined;
  return async (execution) => {
    reader ??= import('../aws/execution-history.ts').then(({ createHistoryReader }) =>
      createHistoryReader(clientOptions(env)),
    );
    return (await reader)(execution);
  };
}
