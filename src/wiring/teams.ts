import { setTimeout as sleep } from 'node:timers/promises';
import type { Sealer } from '../callback/seal.ts';
import { type Environment, loadConfig } from '../config.ts';
import { readHttpRequest } from '../http.ts';
import type { Log } from '../log.ts';
import { createTeamsEndpoint } from '../teams/endpoint.ts';
import { DEFAULT_APP_NAME } from '../teams/names.ts';
import { createVerifier } from '../teams/verify.ts';
import { inLanguage } from './language.ts';
import { NOTATION, namesOfSurfaces } from './notation.ts';
import { createTeamsAccess, requireClientSecret } from './teams-access.ts';
import { configuredWorkflow } from './workflow.ts';

/** For `POST /teams/messages`: answers buttons, commands and all other deliveries of Teams. */
export function createTeams(env: Environment, log: Log) {
  const config = loadConfig(env, ['STATE_MACHINE_ARN', 'TEAMS_APP_ID', 'TEAMS_TENANT_ID']);
  requireClientSecret(config);
  const { isServiceUrl, cloud, ...access } = createTeamsAccess(config, env, 'interactive', log);
  const { TEAMS_TENANT_ID: tenantId } = config;
  let loading: Promise<Sealer> | undefined;
  const formats = () => {
    loading ??= import('./formats.ts').then(({ configuredFormats }) =>
      configuredFormats(config, env, log, 'interactive'),
    );
    return loading;
  };
  const ports = {
    ...configuredWorkflow(config, env, log, 'interactive'),
    ...access,
    open: async (sealed: string) => (await formats()).open(sealed),
    channel: config.TEAMS_CHANNEL,
    allowedChannels: config.TEAMS_CHANNELS,
    tenantId,
    appName: config.TEAMS_APP_NAME ?? DEFAULT_APP_NAME,
    locale: config.LOCALE,
    ...NOTATION,
    confirm: config.CONFIRM,
    surfaces: namesOfSurfaces(config),
    now: Date.now,
    pause: (milliseconds: number) => sleep(milliseconds),
    timeout: (milliseconds: number) => AbortSignal.timeout(milliseconds),
  };
  const verify = createVerifier({
    appId: config.TEAMS_APP_ID,
    tenantId,
    issuer: cloud.issuer,
    openIdUrl: config.TEAMS_OPENID_URL ?? cloud.openIdUrl,
    isServiceUrl,
    now: Date.now,
  });
  const handle = createTeamsEndpoint(ports, verify);
  return inLanguage(config.LOCALE, (event) => {
    // Only a press opens a payload. This code is loaded while the first delivery waits for the keys of Microsoft.
    formats().catch(() => undefined);
    return handle(readHttpRequest(event));
  });
}
