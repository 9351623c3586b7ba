import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CHECKS, findingOf, npm } from '../../src/tools/audit.ts';
import { startTestServer } from '../support/test-server.ts';

const [SIGNATURES, VULNERABILITIES] = CHECKS;
if (!SIGNATURES || !VULNERABILITIES) throw new Error('A check is missing.');

/** What npm 11.19.1 prints if it cannot reach the keys of Sigstore, shortened. */
const WITHOUT_KEYS = {
  error: {
    code: 'ENOTFOUND',
    summary: 'request to https://tuf-repo-cdn.sigstore.dev/15.root.json failed',
    detail: 'This is a problem related to network connectivity.',
  },
};

/** What it prints if a mirror of the registry has no advisories, shortened. */
const WITHOUT_ADVISORIES = {
  message: '405 Method Not Allowed - POST https://registry.npmjs.org/-/npm/v1/security/advisories/bulk',
  statusCode: 405,
  error: { summary: '', detail: '' },
};

const vulnerable = (severity: string) => ({
  auditReportVersion: 2,
  vulnerabilities: { hono: { name: 'hono', severity, range: '<4.13.20' } },
});

describe('the signatures', () => {
  it.each([
    ['are good', { invalid: [], missing: [] }, { kind: 'good' }],
    [
      'are wrong if one does not fit',
      { invalid: [{ code: 'EINTEGRITYSIGNATURE', name: 'hono', version: '4.13.19' }], missing: [] },
      { kind: 'wrong', packages: ['hono@4.13.19'] },
    ],
    [
      'are wrong if one is missing, although the registry has keys',
      { invalid: [], missing: [{ name: 'jose', version: '6.2.18' }] },
      { kind: 'wrong', packages: ['jose@6.2.18'] },
    ],
    ['are unknown without the keys', WITHOUT_KEYS, { kind: 'unknown', reason: WITHOUT_KEYS.error.summary }],
  ])('%s', (_, report, expected) => {
    expect(findingOf(SIGNATURES, JSON.stringify(report))).toEqual(expected);
  });
});

describe('the vulnerabilities', () => {
  it.each([
    ['are none', { auditReportVersion: 2, vulnerabilities: {} }, { kind: 'good' }],
    ['are wrong if one is high', vulnerable('high'), { kind: 'wrong', packages: ['hono (high)'] }],
    [
      'are wrong if one is critical',
      vulnerable('critical'),
      { kind: 'wrong', packages: ['hono (critical)'] },
    ],
    ['are accepted if they are moderate', vulnerable('moderate'), { kind: 'good' }],
    [
      'are unknown if the registry has no advisories',
      WITHOUT_ADVISORIES,
      { kind: 'unknown', reason: WITHOUT_ADVISORIES.message },
    ],
  ])('%s', (_, report, expected) => {
    expect(findingOf(VULNERABILITIES, JSON.stringify(report))).toEqual(expected);
  });
});

it.each(['', 'npm error', '[]'])('%j is no report: nothing is known', (printed) => {
  expect(findingOf(SIGNATURES, printed)).toEqual({ kind: 'unknown', reason: 'npm printed no report.' });
});

it('asks the registry, also if npm is set to be offline, and knows nothing if the registry refuses', async () => {
  const asked: string[] = [];
  const registry = await startTestServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(405).end();
  });
  vi.stubEnv('npm_config_registry', registry.url);
  vi.stubEnv('npm_config_offline', 'true');
  onTestFinished(() => void vi.unstubAllEnvs());

  const finding = findingOf(VULNERABILITIES, await npm(VULNERABILITIES.args));

  expect(finding).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('405') });
  expect(asked).toContainEqual(expect.stringMatching(/^POST .*(advisories|audits)/));
});
