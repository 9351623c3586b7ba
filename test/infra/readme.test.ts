import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../infra/settings-table.ts';
import { type Context, EVERYTHING, synthesized, TEAMS_ONLY } from './synthesized.ts';

const CERTIFICATE = 'arn:aws:acm:eu-central-1:123456789012:certificate/1';

const read = (page: string) => readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8');

/** Returns the texts in backticks in the first column of the table under a heading. */
function firstColumn(page: string, heading: string): string[] {
  const [, section = ''] = read(page).split(`\n## ${heading}\n`);
  const [table = ''] = section.split('\n#');
  const cells = [...table.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => cell ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''));
}

describe('the documentation', () => {
  const { named } = synthesized(EVERYTHING);

  it('lists every setting, and nothing else', () => {
    expect(firstColumn('configuration.md', 'Settings').sort()).toEqual(Object.keys(SETTINGS).sort());
  });

  it('lists every output, and nothing else', () => {
    const withDomain = synthesized({ ...EVERYTHING, domainName: 'example.com', certificateArn: CERTIFICATE });
    expect(firstColumn('deploy.md', 'Outputs').sort()).toEqual(Object.keys(withDomain.outputs).sort());
  });

  it('has the correct number of resources that cost money without any use', () => {
    const counted = (context: Context) =>
      ['CloudWatch::Alarm', 'CloudWatch::Dashboard', 'KMS::Key', 'SecretsManager::Secret'].map(
        (type) => synthesized(context).ofType(`AWS::${type}`).length,
      );
    expect(counted({ emails: 'a@example.com', slackChannel: 'C0123456789' })).toEqual([20, 1, 1, 1]);
    expect(read('costs.md')).toContain('| alarms | 20, of which 10 are free: 10 × 0.10 | 1.00 |');
    // The same with Teams in place of Slack.
    expect(counted({ ...TEAMS_ONLY, emails: 'a@example.com' })).toEqual([20, 1, 1, 1]);
    expect(counted(EVERYTHING)).toEqual([22, 1, 1, 2]);
    expect(read('costs.md')).toContain(
      '| Microsoft Teams | its secret 0.40, two more alarms 2 × 0.10 | 0.60 |',
    );
  });

  it('has the correct number of state transitions of an approval', () => {
    const [own = '', outcome = ''] = ['ApprovalEmails', 'ApprovalOutcome'].map(
      (id) => named('AWS::StepFunctions::StateMachine', `ApprovalWorkflow${id}`).DefinitionString as string,
    );
    expect(own.match(/"Type": /g)).toHaveLength(3);
    expect(outcome.match(/"Type": /g)).toHaveLength(12);
    // For four steps: the start, FindSteps, AnySteps, TellEach, AllTold and Done; MayRepeat, TellAgain or TellOnce, and Told. The
    // rule starts it again: the start, FindSteps, AnySteps and Done.
    expect(read('costs.md')).toContain(
      '26 transitions each (4 of ApprovalEmails, 18 and 4 of ApprovalOutcome)',
    );
  });
});
