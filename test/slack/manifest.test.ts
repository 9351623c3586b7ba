import { readFileSync } from 'node:fs';
import type { App } from '@slack/bolt';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseRequest } from '../../src/approval/request.ts';
import { registerListeners } from '../../src/slack/app.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld } from '../support/slack-world.ts';

const manifest = parse(readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'));
const { display_information: display, features, oauth_config: oauth, settings } = manifest;

/** The scope that each method needs (Slack: reference of the method). */
const SCOPES: Readonly<Record<string, string>> = {
  'chat.postMessage': 'chat:write',
  'chat.postEphemeral': 'chat:write',
  'chat.update': 'chat:write',
};

it('declares the commands that the code answers, and no others', () => {
  const commands: unknown[] = [];
  const app = { command: (name: unknown) => commands.push(name), action: () => undefined };
  registerListeners(app as unknown as App, createSlackWorld('http://127.0.0.1:9/').ports);

  expect(features.slash_commands.map(({ command }: { command: string }) => command)).toEqual(commands);
});

it('asks for the scopes that the code uses, and no others', async () => {
  const api = await startFakeSlackApi();
  const world = createSlackWorld(api.url);
  const { approve, message } = await world.ask();
  const request = parseRequest({ name: 'Ben' }, 'en', 'ApprovalEmails');
  const surface = createSlackSurface(world.ports.client, 'approvals');

  const reference = await surface.ask({ request, mint: async () => ({}) });
  await surface.announce({ request, resolution: { status: 'approved' }, reference });
  await world.press(approve, message);
  await world.press(approve, message);
  await api.close();

  const used = api.calls.map(({ method }) => SCOPES[method] ?? `a scope for ${method}`);
  expect(new Set(oauth.scopes.bot)).toEqual(new Set(['commands', ...used]));
});

it('is within the limits of a manifest', () => {
  expect(manifest._metadata).toEqual({ major_version: 2 });
  expect(display.name).toBe('Countersign');
  expect(display.name.length).toBeLessThanOrEqual(35);
  expect(display.description.length).toBeLessThanOrEqual(140);
  expect(display.long_description.length).toBeGreaterThanOrEqual(174);
  expect(display.long_description.length).toBeLessThanOrEqual(4_000);
  expect(display.background_color).toMatch(/^#[0-9a-f]{6}$/);
  for (const { command, description, usage_hint } of features.slash_commands) {
    expect(command.length).toBeLessThanOrEqual(32);
    expect(description.length).toBeLessThanOrEqual(2_000);
    expect(usage_hint.length).toBeLessThanOrEqual(1_000);
  }
});

it('sends everything to the one endpoint, without features that the code does not have', () => {
  const endpoint = 'https://example.com/slack/events';
  expect(features.slash_commands.map(({ url }: { url: string }) => url)).toEqual([endpoint]);
  expect(settings).toEqual({
    interactivity: { is_enabled: true, request_url: endpoint },
    org_deploy_enabled: false,
    socket_mode_enabled: false,
    token_rotation_enabled: false,
  });
  expect(Object.keys(features)).toEqual(['bot_user', 'slash_commands']);
});
