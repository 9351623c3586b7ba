import { globSync, readFileSync } from 'node:fs';
import type { App } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { registerListeners } from '../../src/slack/register-listeners.ts';
import { createSlackWorld } from '../support/slack-world.ts';

const ROOT = new URL('../../', import.meta.url);
const ENDPOINT = 'https://example.com/slack/events';

const manifest = parse(readFileSync(new URL('manifest.yml', ROOT), 'utf8'));
const { display_information: display, features, oauth_config: oauth, settings } = manifest;

/** The scopes that each method needs (Slack: reference of the method). */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.publish': [],
};

describe('the manifest declares what the code answers, and no more:', () => {
  const registered = registeredListeners();

  it('commands', () => {
    const commands = features.slash_commands.map(({ command }: { command: string }) => command);
    expect(commands).toEqual(registered.command);
  });

  it('shortcuts', () => {
    const ids = features.shortcuts.map(({ callback_id }: { callback_id: string }) => callback_id);
    expect(ids).toEqual(registered.shortcut);
    expect(features.shortcuts).toMatchObject([{ name: 'Request approval', type: 'global' }]);
  });

  it('events', () => {
    expect(settings.event_subscriptions.bot_events).toEqual(registered.event);
  });

  it('interactivity and the home tab, which buttons, modals and that event need', () => {
    expect(registered.action).not.toEqual([]);
    expect(registered.view).not.toEqual([]);
    expect(settings.interactivity.is_enabled).toBe(true);
    expect(features.app_home.home_tab_enabled).toBe(true);
  });
});

describe('the manifest asks for the scopes', () => {
  const called = calledMethods();

  it('of the methods that the code calls, and of its commands and shortcuts', () => {
    const needed = called.flatMap((method) => SCOPES[method] ?? [`a scope for ${method}`]);
    expect([...oauth.scopes.bot].sort()).toEqual([...new Set(['commands', ...needed])].sort());
  });

  it('of no method that the code does not call any more', () => {
    expect(called).toEqual(Object.keys(SCOPES));
  });

  it('of the bot only: nobody is asked to act in their own name', () => {
    expect(Object.keys(oauth.scopes)).toEqual(['bot']);
  });
});

it('lets people and groups arrive with their ids, and says how to write the command', () => {
  for (const { should_escape, usage_hint, description } of features.slash_commands) {
    expect(should_escape).toBe(true);
    for (const subcommand of ['start', 'list', 'status', 'cancel', 'help'])
      expect(usage_hint).toContain(subcommand);
    expect(description).not.toBe('');
  }
});

it('lets the bot write to people, who need not be able to answer', () => {
  expect(features.app_home).toMatchObject({
    messages_tab_enabled: true,
    messages_tab_read_only_enabled: true,
  });
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
  for (const { name, callback_id, description } of features.shortcuts) {
    expect(name.length).toBeLessThanOrEqual(24);
    expect(callback_id.length).toBeLessThanOrEqual(255);
    expect(description.length).toBeLessThanOrEqual(150);
  }
});

it('sends everything to the one endpoint, without features that the code does not have', () => {
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

/** What the code registers at Bolt, by kind. */
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

/** The methods of the Web API that stand in the source as calls, such as `slack.chat.update(…)`. */
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
      // Whatever the client is called; the methods of the Web API themselves have three names or two.
      const method = [-3, -2].map((last) => names.slice(last).join('.')).find(isMethod);
      return method ? [method] : [];
    });
  });
  return [...new Set(methods)].sort();
}
