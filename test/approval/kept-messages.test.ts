import { describe, expect, test } from 'vitest';
import { together as inSlack } from '../../src/slack/message-reference.ts';
import { together as inTeams } from '../../src/teams/message-reference.ts';

const slack = (ts: string, user?: string) => ({
  channel: user ? `D${user}` : 'C1',
  ts,
  ...(user && { user }),
});
const teams = (activity: string, person?: string) => ({
  service_url: 'https://smba.example',
  conversation: person ? `a:${person}` : '19:1@thread.tacv2',
  activity,
  ...(person && { person }),
});

describe('the messages that a round and an escalation sent at the same time', () => {
  test.each<[string, (references: readonly unknown[]) => unknown, typeof slack | typeof teams]>([
    ['Slack', inSlack, slack],
    ['Teams', inTeams, teams],
  ])('are kept together in %s, each once', (_, together, message) => {
    const [ann, ben, cleo] = [message('2', 'ann'), message('3', 'ben'), message('4', 'cleo')];
    const round = { ...message('1'), direct: [ann, ben], turn: 2 };
    const escalation = { ...message('1'), direct: [ann, cleo] };
    expect(together([round, escalation])).toEqual({ ...round, direct: [ann, ben, cleo] });
    expect(together([message('1'), message('1')])).toEqual(message('1'));
    expect(together([round, 'of another form'])).toEqual(round);
    expect(together([undefined])).toBeUndefined();
  });
});
