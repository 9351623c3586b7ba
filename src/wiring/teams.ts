import type { Formats } from '../callback/formats.ts';
import type { Proofs } from '../callback/seal.ts';
import { type Config, type Environment, loadConfig } from '../config.ts';
import { type HttpResponse, readHttpRequest } from '../http.ts';
import type { Log } from '../log.ts';
import { createTeamsEndpoint } from '../teams/endpoint.ts';
import { followUpEvent, isFollowUp, isGenuine } from '../teams/follow-up.ts';
import { DEFAULT_APP_NAME } from '../teams/names.ts';
import type { EndpointPorts } from '../teams/ports.ts';
import { createVerifier } from '../teams/verify.ts';
import { CLOCK } from './clock.ts';
import { configuredInvokeSelf } from './invoke-self.ts';
import { loadOnce } from './load-once.ts';
import { namesOfSurfaces } from './notation.ts';
import { requestDefaults } from './request-defaults.ts';
import { createTeamsAccess } from './teams-access.ts';
import { requireClientSecret } from './teams-settings.ts';
import { configuredWorkflow } from './workflow.ts';

type TeamsConfig = Config<'STATE_MACHINE_ARN' | 'TEAMS_APP_ID' | 'TEAMS_TENANT_ID'>;

/** For `POST /teams/messages`: answers buttons, commands and all other deliveries of Teams. */
export function createTeams(env: Environment, log: Log) {
  const config = loadConfig(env, ['STATE_MACHINE_ARN', 'TEAMS_APP_ID', 'TEAMS_TENANT_ID']);
  requireClientSecret(config);
  const { ports, loadFormats, verify, clientSecret } = wireTeams(config, env, log, 'interactive');
  // The first delivery needs it, to ask Teams who acts. Its error is that of the delivery.
  clientSecret().catch(() => undefined);
  const handle = createTeamsEndpoint(ports, verify);
  let patient: EndpointPorts | undefined;
  return async (event: unknown): Promise<HttpResponse | undefined> => {
    if (isFollowUp(event)) {
      if (!isGenuine(event, await clientSecret())) {
        log({ level: 'error', event: 'teams_follow_up', outcome: 'InvalidSignature' });
        return undefined;
      }
      // Teams does not wait for this, so each call may take longer.
      patient ??= wireTeams(config, env, log, 'background').ports;
      const { runFollowUp } = await import('../teams/run-follow-up.ts');
      await runFollowUp(event.teams_follow_up, patient);
      return undefined;
    }
    // Only a press opens a payload and reads a request. This code is loaded while the first delivery waits for the keys of
    // Microsoft.
    loadFormats().catch(() => undefined);
    import('../approval/read-approvals.ts').catch(() => undefined);
    return handle(readHttpRequest(event));
  };
}

/** With a key, the formats have proofs. */
function proofsOf(loadFormats: () => Promise<Formats>): Proofs {
  const loaded = async () => {
    const { proofs } = await loadFormats();
    if (!proofs) throw new TypeError('the formats have no proofs');
    return proofs;
  };
  return {
    prove: async (statement) => (await loaded()).prove(statement),
    isProof: async (text, statement) => (await loaded()).isProof(text, statement),
  };
}

/** Creates the ports of the listeners from the environment, and what verifies deliveries. */
function wireTeams(config: TeamsConfig, env: Environment, log: Log, patience: 'interactive' | 'background') {
  const { isServiceUrl, cloud, clientSecret, ...access } = createTeamsAccess(config, env, patience, log);
  const { TEAMS_TENANT_ID: tenantId } = config;
  const loadFormats = loadOnce(async () => {
    const { configuredFormats } = await import('./formats.ts');
    return configuredFormats(config, env, log, patience);
  });
  const invokeSelf = configuredInvokeSelf(config, env, patience);
  const ports: EndpointPorts = {
    ...configuredWorkflow(config, env, log, patience, config.KEY_ID ? proofsOf(loadFormats) : undefined),
    ...access,
    open: async (sealed: string) => (await loadFormats()).open(sealed),
    async followUp(work) {
      await invokeSelf(followUpEvent(work, await clientSecret()));
    },
    channel: config.TEAMS_CHANNEL,
    allowedChannels: config.TEAMS_CHANNELS,
    tenantId,
    appName: config.TEAMS_APP_NAME ?? DEFAULT_APP_NAME,
    ...requestDefaults(config),
    surfaces: namesOfSurfaces(config),
    ...CLOCK,
  };
  const verify = createVerifier({
    appId: config.TEAMS_APP_ID,
    tenantId,
    issuer: cloud.issuer,
    openIdUrl: config.TEAMS_OPENID_URL ?? cloud.openIdUrl,
    isServiceUrl,
    now: Date.now,
  });
  return { ports, loadFormats, verify, clientSecret };
}
