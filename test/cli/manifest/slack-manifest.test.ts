import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { slackManifest } from '../../../src/cli/manifest/slack-manifest.ts';
import { readSlackOptions } from '../../../src/cli/manifest/slack-options.ts';

const FILE = readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8');
const API = 'https://abc.execute-api.eu-west-1.amazonaws.com';

describe('with --url', () => {
  test('the manifest has the deployed URL in place of each example URL', () => {
    const printed = slackManifest({ url: `${API}/slack/events` }, FILE);

    expect(printed).not.toContain('url: https://example.com');
    expect(parse(printed)).toEqual(parse(FILE.replaceAll('https://example.com', API)));
  });

  test.each([
    [API, `${API}/slack/events`],
    [`${API}/`, `${API}/slack/events`],
    [`${API}/slack/events`, `${API}/slack/events`],
    [`${API}/slack/events/`, `${API}/slack/events`],
    [`${API}/prod`, `${API}/prod/slack/events`],
    ['https://Approvals.Example.com', 'https://approvals.example.com/slack/events'],
  ])('%s becomes the endpoint %s', (given, url) => {
    expect(readSlackOptions(['--url', given])).toEqual({ url });
  });
});

describe('with --socket-mode', () => {
  const printed = slackManifest({ socketMode: true }, FILE);

  test('the manifest enables Socket Mode, and has no URL', () => {
    expect(parse(printed).settings).toMatchObject({
      socket_mode_enabled: true,
      event_subscriptions: { bot_events: ['app_home_opened'] },
      interactivity: { is_enabled: true },
    });
    expect(JSON.stringify(parse(printed))).not.toMatch(/url|https?:/);
  });

  test('the rest of the manifest does not change', () => {
    const { features, settings, ...others } = parse(FILE);
    const { features: kept, settings: changed, ...same } = parse(printed);

    expect(same).toEqual(others);
    expect(Object.keys(kept)).toEqual(Object.keys(features));
    expect(Object.keys(changed)).toEqual(Object.keys(settings));
  });
});

test.each([{ url: `${API}/slack/events` }, { socketMode: true }] as const)(
  'the comments of the file do not change (%j)',
  (delivery) => {
    const comments = (text: string) => text.match(/^ *#.*$/gm);

    expect(comments(slackManifest(delivery, FILE))).toEqual(comments(FILE));
  },
);

describe('with --command and --name', () => {
  const options = ['--url', API, '--command', '/approve-prod', '--name', ' Approvals (production) '];

  test('the manifest has this command and this name, and nothing else changes', () => {
    const { features, display_information, ...others } = parse(
      slackManifest(readSlackOptions(options), FILE),
    );
    const {
      features: _f,
      display_information: display,
      ...same
    } = parse(FILE.replaceAll('https://example.com', API));

    expect(features.slash_commands).toMatchObject([{ command: '/approve-prod', should_escape: true }]);
    expect(features.bot_user.display_name).toBe('Approvals (production)');
    expect(display_information).toEqual({ ...display, name: 'Approvals (production)' });
    expect(others).toEqual(same);
  });

  test.each([
    ['--command', 'approve'],
    ['--command', '/Approve'],
    ['--command', '/approve prod'],
    ['--command', '/a/b'],
    ['--command', `/${'x'.repeat(32)}`],
    ['--name', ' '],
    ['--name', 'x'.repeat(36)],
  ])('%s %s is refused', (option, value) => {
    expect(() => readSlackOptions(['--url', API, option, value])).toThrow(`${option} must `);
  });
});

test.each([
  [[], 'Give the endpoint that Slack calls with --url https://…, or give --socket-mode.'],
  [
    ['--url', API, '--socket-mode'],
    'Give either --url or --socket-mode, not both. With Socket Mode, Slack calls no URL.',
  ],
  [
    ['--url', 'http://example.com'],
    '--url must be an https URL without a query. “http://example.com” is not.',
  ],
  [['--url', 'example.com'], '--url must be an https URL without a query. “example.com” is not.'],
  [['--url', ''], '--url must be an https URL without a query. “” is not.'],
  [['--url', `${API}?a=b`], `--url must be an https URL without a query. “${API}?a=b” is not.`],
  [['--url', 'https://me@example.com'], '--url must be an https URL without a query'],
  [['--uri', API], "Unknown option '--uri'"],
  [[API], `Unexpected argument '${API}'`],
])('%j is refused with one sentence', (args, sentence) => {
  expect(() => readSlackOptions(args)).toThrow(expect.objectContaining({ name: 'Misuse' }));
  expect(() => readSlackOptions(args)).toThrow(sentence);
});
