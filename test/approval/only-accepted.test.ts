import { expect, test } from 'vitest';
import { isOnlyAccepted, tellWhoWasNotAsked } from '../../src/approval/reach.ts';
import type { News, Surface } from '../../src/approval/surface.ts';
import { waiting } from '../support/requests.ts';

const surface = (name: string, more: Partial<Surface> = {}): Surface => ({
  name,
  confirm: true,
  inPlace: false,
  reach: async () => ({ audiences: [{}] }),
  show: async () => ({ reference: undefined }),
  ...more,
});

test('the requester learns that a request was only accepted', async () => {
  const told: News[] = [];
  const webhook = surface('webhook', { onlyAccepts: true });
  const chat = surface('chat', { tell: async (_, news) => void told.push(news) });
  const asked = { approval: waiting(), failed: [], unreached: [], missing: [], mayTryAgain: false };
  const ports = { surfaces: [webhook, chat], wait: async () => {}, log: () => {} };

  await tellWhoWasNotAsked({ ...asked, messages: { webhook: {}, chat: {} } }, ports);
  expect(told).toEqual([]);
  await tellWhoWasNotAsked({ ...asked, messages: { webhook: {} } }, ports);
  expect(told).toMatchObject([{ sentence: expect.stringContaining('accepted the request') }]);
  expect(isOnlyAccepted({}, [webhook])).toBe(false);
});
