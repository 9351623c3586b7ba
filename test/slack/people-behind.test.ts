import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

function createSurface() {
  const { lines, log } = createFakeLog();
  const client = async () => createWebClient('xoxb-test', { apiUrl: api.url, patience: 'interactive', log });
  const people = createSlackPeople({ client, now: Date.now, log });
  const surface = createSlackSurface({ client, channel: 'C0001', appName: 'Countersign', people, log });
  return { behind: (approver: string) => surface.peopleBehind?.(approver), lines };
}

describe('the people behind an approver', () => {
  it('are the user, without a question', async () => {
    expect(await createSurface().behind('U0ANN0001')).toEqual(['U0ANN0001']);
    expect(api.calls).toEqual([]);
  });

  it('are the members of a user group', async () => {
    api.results.set('usergroups.users.list', { users: ['U0ANN0001', 'U0BOB0001'] });

    expect(await createSurface().behind('S0LEADS01')).toEqual(['U0ANN0001', 'U0BOB0001']);
  });

  it.each(['no_such_subteam', 'plan_upgrade_required'])(
    'are none of a group that is not there (%s)',
    async (error) => {
      api.failures.set('usergroups.users.list', { error });

      expect(await createSurface().behind('S0LEADS01')).toEqual([]);
    },
  );

  it('are the account of an address, so that one person counts once', async () => {
    api.results.set('users.lookupByEmail', { user: { id: 'U0ANN0001' } });

    expect(await createSurface().behind('ann@example.com')).toEqual(['U0ANN0001']);
  });

  it('are not known of an address without an account, and of an id of another chat', async () => {
    api.failures.set('users.lookupByEmail', { error: 'users_not_found' });
    const { behind } = createSurface();

    expect(await behind('ann@example.com')).toBeUndefined();
    expect(await behind('aad:00000000-0000-0000-0000-000000000001')).toBeUndefined();
  });

  it.each<Failure>([{ error: 'missing_scope' }, { status: 500 }])(
    'cannot be told after %j',
    async (failure) => {
      api.failures.set('users.lookupByEmail', failure);
      api.failures.set('usergroups.users.list', failure);
      const { behind, lines } = createSurface();

      expect(await behind('ann@example.com')).toBe('cannot tell');
      expect(await behind('S0LEADS01')).toBe('cannot tell');
      expect(lines).not.toEqual([]);
    },
  );
});
