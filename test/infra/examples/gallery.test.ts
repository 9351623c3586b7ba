import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import * as approvalEmails from '../../../infra/examples/approval-emails.ts';
import * as releaseGate from '../../../infra/examples/release-gate.ts';
import * as temporaryAccess from '../../../infra/examples/temporary-access.ts';
import * as webhook from '../../../infra/examples/webhook.ts';
import { checkMachine } from '../../../src/cli/check/check-machine.ts';
import { synthesizedExample } from './support/synthesized-example.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

describe.each([
  ['approval-emails', approvalEmails, 'ApprovalEmails-ApprovalEmails', []],
  ['release-gate', releaseGate, 'ReleaseGate', ['ReleaseGate/Machine/Role/DefaultPolicy/Resource']],
  [
    'temporary-access',
    temporaryAccess,
    'TemporaryAccess',
    ['TemporaryAccess/Machine/Role/DefaultPolicy/Resource'],
  ],
  [
    'webhook',
    webhook,
    'Webhook',
    ['Webhook/Machine/Role/DefaultPolicy/Resource', 'Webhook/StartScan/ServiceRole/Resource'],
  ],
])('the example %s', (file, { app }, name, rolesOfCdk) => {
  const { definition, findings } = synthesizedExample(app, name);
  const source = read(`infra/examples/${file}.ts`);

  it('is clean for cdk-nag, except for the roles that CDK itself writes', () => {
    const places = new Set(findings.map((finding) => finding.split(' at ')[1]));
    expect([...places].sort()).toEqual(rolesOfCdk);
    expect(findings.filter((finding) => !/^AwsSolutions-IAM[45]\[/.test(finding))).toEqual([]);
  });

  it('says what to do after its deployment, if it asks people', () => {
    const outputs = Object.keys(app.synth().stacks[0]?.template.Outputs ?? {});
    expect(outputs.includes('NextStep')).toBe(source.includes('emails: ['));
  });

  it('has a state machine that lacks nothing', () => {
    const { states } = checkMachine({ name, definition: JSON.parse(definition), express: false });
    const problems = states.flatMap((state) => state.findings.map(({ code }) => code));
    expect(problems).toEqual([]);
  });

  it('is one short file for an app that has installed the package, with a row in the documentation', () => {
    const imported = [...source.matchAll(/from '(.+?)'/g)].map(([, from]) => String(from));
    expect(imported.filter((from) => from !== 'countersign' && !from.startsWith('aws-cdk-lib'))).toEqual([]);
    expect(source.split('\n').length).toBeLessThanOrEqual(80);
    expect(read('docs/examples.md')).toContain(`| [\`${file}.ts\`](../infra/examples/${file}.ts) |`);
  });
});
