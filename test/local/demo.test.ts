import { expect, test } from 'vitest';
import { createUntil } from '../../src/local/demo/until.ts';
import { runScript } from './support/run-script.ts';

test('the demo tells both stories and exits', async () => {
  const { code, stdout, stderr } = await runScript('local/demo.ts').exited;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('still RUNNING');
  expect(stdout).toContain('Subject: Approved: Approval for Ben');
  expect(stdout).toContain('[ Approve ] [ Reject ]');
  expect(stdout).toContain('Reason: ______');
  expect(stdout).toContain('Subject: Rejected: Approval for Ben');
  expect(stdout).toMatch(
    /Your task was rejected\.[\s│]+Approval for Ben[\s│]+Rejected by ben in Slack, .*: too early/,
  );
  // No colours where it is no terminal.
  expect(stdout).not.toContain('\u001b');
});

test('what does not come is named when the time is over', async () => {
  const until = createUntil(() => () => {}, AbortSignal.abort());
  await expect(until('the mail', () => undefined)).rejects.toThrow('the mail did not come');
});

test('what fails while it is looked for is thrown on', async () => {
  const until = createUntil(() => () => {}, new AbortController().signal);
  const look = () => Promise.reject(new Error('broken'));
  await expect(until('the mail', look)).rejects.toThrow('broken');
});
