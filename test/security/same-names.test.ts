import { describe, expect, test } from 'vitest';
import type { Person, Resolution, Vote } from '../../src/approval/approval.ts';
import { voteLines } from '../../src/approval/votes-text.ts';
import { votesAtEnd, votesSoFar } from '../../src/email/vote-sentences.ts';
import { resolvedMessage } from '../../src/slack/blocks/request-message.ts';
import { statusText as slackStatus } from '../../src/slack/blocks/status.ts';
import { mrkdwnNotation } from '../../src/slack/blocks/votes.ts';
import { statusText as teamsStatus } from '../../src/teams/card/status.ts';
import { voteElements } from '../../src/teams/card/votes.ts';
import { wordingFor } from '../../src/wording/index.ts';
import { LANGUAGES } from '../../src/wording/languages.ts';
import { personText } from '../../src/wording/person.ts';
import { request, waiting } from '../support/requests.ts';
import { voteOf, withVotes } from '../support/votes.ts';

/*
 * People choose the name that they show in a chat. Each surface tells two people with the same name apart: Slack by a mention,
 * and each other place by the address, or the id, beside the name.
 */

const ANN = { id: 'U0ANN0001', name: 'Ann Lee' };
const OTHER = { id: 'U0EVE0001', name: 'Ann Lee' };
const EN = wordingFor('en');

const votes = (via: string) => [
  voteOf('', 'approve', { who: ANN, via }),
  voteOf('', 'approve', { who: OTHER, via }),
];
const approved = (who: Person, via: string): Resolution => ({
  status: 'approved',
  vote: { ...voteOf(''), who, via } as Vote,
  at: new Date('2026-11-24T12:05:00Z'),
});

/** What a place shows for each of two people whose names are the same. */
function differs(shown: (who: Person) => string, first: Person = ANN, second: Person = OTHER): void {
  expect(shown(first)).not.toBe(shown(second));
}

describe('two people named alike are told apart', () => {
  test.each(['slack', 'teams'])('in a message of Slack, after a vote in %s', (via) => {
    const line = voteLines(withVotes(votes(via), { approvals: 3 }), EN, mrkdwnNotation(EN)).join();
    expect(line).toContain('U0ANN0001');
    expect(line).toContain('U0EVE0001');
    differs((who) => JSON.stringify(resolvedMessage(waiting(request({ name: 'Ben' })), approved(who, via))));
    differs((who) => slackStatus(approved(who, via), EN));
  });

  test('in a card of Teams', () => {
    const text = JSON.stringify(voteElements(withVotes(votes('teams'), { approvals: 3 }), EN));
    expect(text).toContain('Ann Lee (U0ANN0001)');
    expect(text).toContain('Ann Lee (U0EVE0001)');
    differs((who) => teamsStatus(approved(who, 'slack'), EN));
  });

  test('in mails', () => {
    const approval = withVotes(votes('slack'), { approvals: 3 });
    for (const lines of [votesSoFar(approval, undefined, EN), votesAtEnd(approval, EN)]) {
      expect(lines.join()).toContain('Ann Lee (U0ANN0001)');
      expect(lines.join()).toContain('Ann Lee (U0EVE0001)');
    }
  });

  test.each(LANGUAGES)('on pages and in mails about the end, in %s', (locale) => {
    const wording = wordingFor(locale);
    differs((who) => wording.resolved(approved(who, 'slack')));
    differs((who) => wording.already(approved(who, 'slack'), undefined));
  });

  test('by the address, where it is known', () => {
    const first = { name: 'Ann Lee', email: 'ann@example.com', id: 'aad:1' };
    expect(EN.resolved(approved(first, 'teams'))).toContain('by Ann Lee (ann@example.com) in Teams');
    differs((who) => EN.resolved(approved(who, 'teams')), first, { ...first, email: 'eve@example.com' });
  });

  test('although a name imitates an account', () => {
    const imitated = { id: 'U0EVE0001', name: 'Ann Lee (ann@example.com)' };
    expect(personText(imitated)).toBe('Ann Lee (ann@example.com) (U0EVE0001)');
    expect(personText({ id: 'U0EVE0001', name: 'ann@example.com' })).toBe('ann@example.com (U0EVE0001)');
  });
});

describe('a person in a text', () => {
  test.each<[Person, string | undefined]>([
    [{}, undefined],
    [{ name: 'Ann' }, 'Ann'],
    [{ id: 'U0ANN0001' }, 'U0ANN0001'],
    [{ name: 'ann@example.com', email: 'ann@example.com' }, 'ann@example.com'],
    [{ email: 'ann@example.com' }, 'ann@example.com'],
    [{ name: 'Ann', id: 'U0ANN0001', email: 'ann@example.com' }, 'Ann (ann@example.com)'],
    [{ name: 'Ann', id: 'aad:8f1c2d3e-0000-4000-8000-000000000000' }, 'Ann (aad:8f1c2d3e…)'],
    [{ name: 'Ann', id: 'a.very.long.address@example.com' }, 'Ann (a.very.long.address@example.com)'],
  ])('%j is %j', (person, text) => {
    expect(personText(person)).toBe(text);
  });
});
