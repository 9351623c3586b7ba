import type { GetHistory } from '../approval/history.ts';
import { requestApproval } from '../approval/request-approval.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { type Environment, loadConfig } from '../config.ts';
import type { Log } from '../log.ts';
import { assertSealable, configuredSeal } from './sealing.ts';
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
