import { approvedByMail } from './demo/parts/approved-by-mail.ts';
import { approvedByTwo } from './demo/parts/approved-by-two.ts';
import { approvedInTeams } from './demo/parts/approved-in-teams.ts';
import { approvedWithForm } from './demo/parts/approved-with-form.ts';
import { askedFromAPipeline } from './demo/parts/asked-from-a-pipeline.ts';
import { rejectedInSlack } from './demo/parts/rejected-in-slack.ts';
import { remindedAndAnswered } from './demo/parts/reminded-and-answered.ts';
import type { Stage } from './demo/stage.ts';
import { createUntil } from './demo/until.ts';
import { startStack } from './stack.ts';

/** Generous: the seven parts take about fifteen seconds, but a machine may be slow. */
const DEADLINE_MS = 60_000;

/**
 * `npm run demo`: runs seven approvals, by e-mail, in Slack, in Teams, by two people, with a form, with a reminder and from a
 * pipeline, and narrates them in the terminal.
 */
async function main(): Promise<void> {
  const stack = await startStack({ port: 0, awsPort: 0 });
  const { slack } = stack;
  try {
    if (!slack) throw new TypeError('the demo needs the embedded Slack');
    const until = createUntil(stack.onChange, AbortSignal.timeout(DEADLINE_MS));
    const stage: Stage = { stack, slack, until };
    await approvedByMail(stage);
    await rejectedInSlack(stage);
    await approvedInTeams(stage);
    await approvedByTwo(stage);
    await approvedWithForm(stage);
    await remindedAndAnswered(stage);
    await askedFromAPipeline(stage);
  } finally {
    await stack.close();
  }
}

// A reader that leaves, such as `head`, ends the demo.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await main();
  process.stdout.write('\nAll seven approvals worked as expected. Try it yourself: npm start\n');
} catch (error) {
  process.stderr.write(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
