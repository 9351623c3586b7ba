import { type Environment, loadConfig } from '../config.ts';
import { type HttpResponse, readHttpRequest } from '../http.ts';
import type { Log } from '../log.ts';
import { createSlackChannels } from '../slack/channels.ts';
import { createSlackEndpoint } from '../slack/endpoint.ts';
import { followUpEvent, isFollowUp, isGenuine } from '../slack/follow-up.ts';
import { DEFAULT_APP_NAME, DEFAULT_COMMAND } from '../slack/names.ts';
import { createSlackPeople } from '../slack/people.ts';
import type { EndpointPorts } from '../slack/ports.ts';
import { respond } from '../slack/response-url.ts';
import { CLOCK } from './clock.ts';
import { configuredFormats } from './formats.ts';
import { configuredInvokeSelf } from './invoke-self.ts';
import { namesOfSurfaces } from './notation.ts';
import { requestDefaults } from './request-defaults.ts';
import { configuredSealing } from './sealing.ts';
import {
  createSlackAccess,
  requireSigningSecret,
  type SlackAccess,
  type SlackPatience,
} from './slack-access.ts';
import { configuredWorkflow } from './workflow.ts';

/** For `POST /slack/events`: answers commands, buttons and all other requests of Slack. */
export function createSlack(env: Environment, log: Log) {
  const config = loadConfig(env, []);
  requireSigningSecret(config);
  const { ports, access } = wireSlack(env, log);
  // No request is trusted before its signature is checked, and that needs the secret.
  access.readAhead();
  const handle = createSlackEndpoint(ports, access.credentials);
  let patient: EndpointPorts | undefined;
  return async (event: unknown): Promise<HttpResponse | undefined> => {
    if (!isFollowUp(event)) return handle(readHttpRequest(event));
    if (!isGenuine(event, await signingSecretOf(access))) {
      log({ level: 'error', event: 'slack_follow_up', outcome: 'InvalidSignature' });
      return undefined;
    }
    // Slack does not wait for this, so each call may take longer.
    patient ??= wireSlack(env, log, 'background').ports;
    const { runFollowUp } = await import('../slack/run-follow-up.ts');
    await runFollowUp(event, patient);
    return undefined;
  };
}

/** Creates the ports of the listeners from the environment. Socket Mode uses them too, with its own endpoint. */
export function wireSlack(
  env: Environment,
  log: Log,
  patience: Exclude<SlackPatience, 'telling'> = 'interactive',
): { ports: EndpointPorts; access: SlackAccess } {
  const config = loadConfig(env, ['STATE_MACHINE_ARN', 'SLACK_CHANNEL']);
  const access = createSlackAccess(config, env, patience, log);
  const questions = { client: access.client, now: Date.now, log };
  const formats = configuredFormats(config, env, log, patience);
  const invokeSelf = configuredInvokeSelf(config, env, patience);
  const ports: EndpointPorts = {
    ...configuredWorkflow(config, env, log, patience, formats.proofs),
    open: formats.open,
    async followUp(work) {
      await invokeSelf(followUpEvent(work, await signingSecretOf(access)));
    },
    seal: configuredSealing(config, env, formats, patience).seal,
    client: access.client,
    respond,
    people: createSlackPeople(questions),
    channels: createSlackChannels(questions),
    channel: config.SLACK_CHANNEL,
    allowedChannels: config.SLACK_CHANNELS,
    appName: config.SLACK_APP_NAME ?? DEFAULT_APP_NAME,
    command: config.SLACK_COMMAND ?? DEFAULT_COMMAND,
    ...requestDefaults(config),
    surfaces: namesOfSurfaces(config),
    ...CLOCK,
  };
  return { ports, access };
}

async function signingSecretOf({ credentials }: SlackAccess): Promise<string> {
  return (await credentials()).signingSecret;
}
