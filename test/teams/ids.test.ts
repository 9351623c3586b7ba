import { expect, it } from 'vitest';
import { readTeamsId } from '../../src/teams/ids.ts';

const GUID = 'aaaaaaaa-0000-4000-8000-0000000000A1';
const CHANNEL = '19:4b6bed8d24574f6a9e436813cb2617d8@thread.tacv2';

it.each([
  [`aad:${GUID}`, { kind: 'person', id: `aad:${GUID.toLowerCase()}` }],
  [`AAD:${GUID}`, { kind: 'person', id: `aad:${GUID.toLowerCase()}` }],
  ['ann@example.com', { kind: 'address', id: 'ann@example.com' }],
  [CHANNEL, { kind: 'channel', id: CHANNEL }],
  ['19:abc@thread.skype', { kind: 'channel', id: '19:abc@thread.skype' }],
  [
    `https://teams.microsoft.com/l/channel/${encodeURIComponent(CHANNEL)}/General?groupId=${GUID}`,
    { kind: 'channel', id: CHANNEL },
  ],
  [
    `https://teams.cloud.microsoft/l/channel/${encodeURIComponent(CHANNEL)}/General`,
    { kind: 'channel', id: CHANNEL },
  ],
])('%s is read', (text, named) => {
  expect(readTeamsId(text)).toEqual(named);
});

it.each([
  GUID,
  'aad:ann',
  '29:1-ann',
  'U012ABCDEF',
  '19:a b@thread.tacv2',
  'https://teams.microsoft.com/l/channel/%E0%A4%A/x',
  'https://teams.evil.example/l/channel/19%3aabc%40thread.tacv2',
  '',
])('%j is no id of Teams', (text) => {
  expect(readTeamsId(text)).toBeUndefined();
});
