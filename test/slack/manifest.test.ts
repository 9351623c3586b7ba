import { globSync, readFileSync } from 'node:fs';
import type { App } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DEFAULT_APP_NAME, DEFAULT_COMMAND } from '../../src/slack/names.ts';
import { registerListeners } from '../../src/slack/register-listeners.ts';
import { createSlackWorld } from '../support/slack-world.ts';

const ROOT = new URL('../../', import.meta.url);
const ENDPOINT = 'https://example.com/slack/events';

const manifest = parse(readFileSync(new URL('manifest.yml', ROOT), 'utf8'));
const { display_information: display, features, oauth_config: oauth, settings } = manifest;

/** The scopes that each method needs (Slack: reference of the method). */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  // Also `im:history` for direct messages, which is not worth its scope.
  'conversations.replies': ['channels:history', 'groups:history'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.conversations': ['groups:read'],
  'users.info': ['users:read'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.publish': [],
};

describe('the manifest declares exactly what the code handles:', () => {
  const registered = registeredListeners();

  it('the commands', () => {
    const commands = features.slash_commands.map(({ command }: { command: string }) => command);
    expect(commands).toEqual([DEFAULT_COMMAND]);
    // Another command of the app is answered too.
    expect(registered.command).toEqual([/^\//]);
  });

  it('the shortcuts', () => {
    const ids = features.shortcuts.map(({ callback_id }: { callback_id: string }) => callback_id);
    expect(ids).toEqual(registered.shortcut);
    expect(features.shortcuts).toMatchObject([{ name: 'Request approval', type: 'global' }]);
  });

  it('the events', () => {
    expect(settings.event_subscriptions.bot_events).toEqual(registered.event);
  });

  it('interactivity for buttons and modals, and the home tab for its event', () => {
    expect(registered.action).not.toEqual([]);
    expect(registered.view).not.toEqual([]);
    expect(settings.interactivity.is_enabled).toBe(true);
    expect(features.app_home.home_tab_enabled).toBe(true);
  });
});

describe('the manifest requests scopes', () => {
  const called = calledMethods();

  it('for the methods that the code calls, and for its commands and shortcuts', () => {
    const needed = called.flatMap((method) => SCOPES[method] ?? [`a scope for ${method}`]);
    expect([...oauth.scopes.bot].sort()).toEqual([...new Set(['commands', ...needed])].sort());
  });

  it('only for methods that the code still calls', () => {
    expect(called).toEqual(Object.keys(SCOPES));
  });

  it('only for the bot, so the app never acts in the name of a user', () => {
    expect(Object.keys(oauth.scopes)).toEqual(['bot', 'bot_optional']);
  });

  it('of which those that the app works without are optional', () => {
    const { bot, bot_optional: optional } = oauth.scopes;
    expect(bot.filter((scope: string) => !optional.includes(scope))).toEqual(['chat:write', 'commands']);
    expect(bot).toEqual(expect.arrayContaining(optional));
  });
});

it('the manifest lets Slack send the ids of people and groups, and describes the command', () => {
  for (const { should_escape, usage_hint, description } of features.slash_commands) {
    expect(should_escape).toBe(true);
    for (const subcommand of ['start', 'list', 'status', 'cancel', 'help'])
      expect(usage_hint).toContain(subcommand);
    expect(description).not.toBe('');
  }
});

it('the manifest lets the bot send direct messages, and users cannot reply to them', () => {
  expect(features.app_home).toMatchObject({
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: true,
  });
});

it('the manifest is within the limits of Slack', () => {
  expect(manifest._metadata).toEqual({ major_version: 2 });
  expect(display.name).toBe(DEFAULT_APP_NAME);
  expect(features.bot_user.display_name).toBe(DEFAULT_APP_NAME);
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
  for (const { name, callback_id, description } of features.shortcuts) {
    expect(name.length).toBeLessThanOrEqual(24);
    expect(callback_id.length).toBeLessThanOrEqual(255);
    expect(description.length).toBeLessThanOrEqual(150);
  }
});

it('the manifest has one endpoint and declares no features that the code does not have', () => {
  expect(features.slash_commands.map(({ url }: { url: string }) => url)).toEqual([ENDPOINT]);
  expect(settings).toEqual({
    event_subscriptions: { request_url: ENDPOINT, bot_events: expect.any(Array) },
    interactivity: { is_enabled: true, request_url: ENDPOINT },
    org_deploy_enabled: false,
    socket_mode_enabled: false,
    token_rotation_enabled: false,
  });
  expect(Object.keys(features)).toEqual(['app_home', 'bot_user', 'shortcuts', 'slash_commands']);
  expect(Object.keys(manifest)).toEqual([
    '_metadata',
    'display_information',
    'features',
    'oauth_config',
    'settings',
  ]);
});

/** The listeners that the code registers in Bolt, by kind. */
function registeredListeners() {
  const kinds = {
    command: [] as unknown[],
    shortcut: [] as unknown[],
    event: [] as unknown[],
    action: [] as unknown[],
    view: [] as unknown[],
  };
  const app = Object.fromEntries(
    Object.entries(kinds).map(([kind, ids]) => [kind, (id: unknown) => ids.push(id)]),
  );
  registerListeners({ ...app, use() {} } as unknown as App, createSlackWorld('http://127.0.0.1:9/').ports);
  return kinds;
}

/** The methods of the Web API that the source calls, such as `slack.chat.update(…)`. */
function calledMethods(): string[] {
  const client = new WebClient();
  const isMethod = (path: string) => {
    const found = path
      .split('.')
      .reduce<unknown>((at, name) => (at as Record<string, unknown>)?.[name], client);
    return typeof found === 'function';
  };
  const methods = globSync('src/slack/**/*.ts', { cwd: ROOT }).flatMap((file) => {
    const calls = readFileSync(new URL(file, ROOT), 'utf8').matchAll(/\b(\w+(?:\.\w+)+)\(/g);
    return [...calls].flatMap(([, path = '']) => {
      const names = path.split('.');
      // The name of the client does not matter. A method of the Web API has two or three names.
      const method = [-3, -2].map((last) => names.slice(last).join('.')).find(isMethod);
      return method ? [method] : [];
    });
  });
  return [...new Set(methods)].sort();
}
