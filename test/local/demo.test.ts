import { expect, test } from 'vitest';
import { createUntil } from '../../src/local/demo/until.ts';
import { runScript } from './support/run-script.ts';

test('the demo runs its seven parts and exits', async () => {
  const { code, stdout, stderr } = await runScript('local/demo.ts').exited;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('still RUNNING');
  expect(stdout).toContain('Subject: Approved: Approval for Ben');
  expect(stdout).toContain('[ Approve ] [ Reject ]');
  expect(stdout).toContain('Reason: ______');
  expect(stdout).toContain('Subject: Rejected: Approval for Ben');
  expect(stdout).toMatch(
    /Your task was rejected\.[\s│|]+Approval for Ben[\s│|]+Rejected by ben \(U\w+\) in Slack, [^│|]*too[\s│|]+early/,
  );
  expect(stdout).toContain('[ Approve ] [ Reject … ]');
  expect(stdout).toMatch(/✅ Approved by Ben Okafor \(aad:\w+…\) in Teams, \d/);
  expect(stdout).toMatch(/1 of 2 approvals: @Ann Lindqvist, \d.*\n.*Waiting for a decision/);
  expect(stdout).toMatch(/To: ben@example.com[\s│]+Subject: Approval needed: Approval for Release 1.2/);
  expect(stdout).toMatch(/Votes: 1 of 2 approvals: ann \(ann@example.com\), \d/);
  expect(stdout).toMatch(/2 of 2 approvals: @Ann Lindqvist, \d.*; ben@example.com, \d/);
  expect(stdout).toContain('[ Grant access ] [ Refuse ]');
  expect(stdout).toMatch(/Ticket: ______[\s│]+For how many hours\?: 4/);
  expect(stdout).toContain('"inputs":{"ticket":"DB-7","hours":4}');
  expect(stdout).toMatch(/@Ben Okafor This request still waits for your answer: \S/);
  expect(stdout).toMatch(/To: ben@example.com[\s│]+Subject: Reminder: /);
  expect(stdout).toMatch(/Answered \(Ask me on Monday\) by @Ben Okafor/);
  expect(stdout).toContain('"outcome":"other"');
  expect(stdout).toMatch(/Approved by ann \(U\w+\) in Slack, .* UTC · Release 1\.3/);
  expect(stdout).toContain('All seven approvals worked as expected.');
  // No colours, because the output is not a terminal.
  expect(stdout).not.toContain('\u001b');
});

test('the demo ends without an error if its reader leaves', async () => {
  const { child, exited } = runScript('local/demo.ts');
  child.stdout.once('data', () => child.stdout.destroy());

  expect(await exited).toMatchObject({ code: 0, stderr: '' });
});

test('the error of a timeout says what the demo waited for', async () => {
  const until = createUntil(() => () => {}, AbortSignal.abort());
  await expect(until('the mail', () => undefined)).rejects.toThrow('Timed out waiting for the mail.');
});

test('an error during the wait is thrown to the caller', async () => {
  const until = createUntil(() => () => {}, new AbortController().signal);
  const look = () => Promise.reject(new Error('broken'));
  await expect(until('the mail', look)).rejects.toThrow('broken');
});
