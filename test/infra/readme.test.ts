import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../infra/settings.ts';
import { EVERYTHING, synthesized } from './synthesized.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** What stands in backticks in the first column of the table under a heading. */
function firstColumn(heading: string): string[] {
  const [, section = ''] = README.split(`### ${heading}\n`);
  const [table = ''] = section.split('\n#');
  const cells = [...table.matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell]) => cell ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? ''));
}

describe('the README', () => {
  const { outputs, ofType } = synthesized(EVERYTHING);

  it('tells of every setting, and of no other', () => {
    expect(firstColumn('Settings').sort()).toEqual(SETTINGS.toSorted());
  });

  it('tells of every output, and of no other', () => {
    expect(firstColumn('Outputs').sort()).toEqual(Object.keys(outputs).sort());
  });

  it('counts what costs while nothing happens', () => {
    const counted = ['CloudWatch::Alarm', 'CloudWatch::Dashboard', 'KMS::Key', 'SecretsManager::Secret'].map(
      (type) => ofType(`AWS::${type}`).length,
    );
    expect(counted).toEqual([14, 1, 1, 1]);
    expect(README).toContain('| alarms | 14, of which 10 are free: 4 × 0.10 | 0.40 |');
  });

  it('counts the transitions of an approval', () => {
    const definition: string = ofType('AWS::StepFunctions::StateMachine')[0]?.Properties.DefinitionString;
    expect(definition.match(/"Type": /g)).toHaveLength(3);
    expect(README).toContain('4 transitions each (the start and three states)');
  });
});
