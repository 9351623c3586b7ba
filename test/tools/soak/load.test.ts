import { expect, onTestFinished, test } from 'vitest';
import { judge } from '../../../src/tools/soak/judge.ts';
import { KINDS, STANDING } from '../../../src/tools/soak/kinds.ts';
import { playLoad } from '../../../src/tools/soak/load.ts';
import { ask, play } from '../../../src/tools/soak/play.ts';
import { openStage, type Stage } from '../../../src/tools/soak/stage.ts';

async function openTestStage(): Promise<Stage> {
  const stage = await openStage(50);
  onTestFinished(() => stage.close());
  return stage;
}

test('a run plays approvals of all kinds however short it is, and loses none', {
  timeout: 60_000,
}, async () => {
  const stage = await openTestStage();
  const workers = KINDS.length + 1;
  const load = await playLoad(stage, { seconds: 0.01, workers, standing: 3, gc: () => undefined });
  const failures = [...stage.failures, ...stage.journal.errors];
  expect(judge({ ...load, failures, leftOpen: [] })).toEqual([]);
  const kinds = [...KINDS, STANDING].map(({ name }) => name);
  expect(new Set(load.played.map(({ kind }) => kind))).toEqual(new Set([...kinds, 'asks by create-urls']));
  expect(load.memory.length).toBeGreaterThan(1);
});

test('an error is a failure, and many of them end the run', async () => {
  const start = () => Promise.reject(new Error('AWS is gone.'));
  const stage = { ...(await openTestStage()), start };
  const load = await playLoad(stage, { seconds: 30, workers: 2, standing: 1, gc: () => undefined });
  const said = judge({ ...load, failures: stage.failures, leftOpen: [] });
  expect(said.slice(0, 2)).toEqual(['No approval was played.', 'Error: AWS is gone.']);
});

test('an approval that people do not decide is lost', async () => {
  const stage = { ...(await openTestStage()), until: giveUpAfter(50) };
  const forgetful = { ...STANDING, answer: async () => undefined };
  expect(await play(stage, forgetful, 1)).toMatchObject({
    lost: [
      'The execution did not end.',
      'Slack does not show the end.',
      'Teams does not show the end.',
      'No e-mail tells the end.',
    ],
  });
});

test('a surface that does not show the end, and another end than expected, are lost', async () => {
  const stage = { ...(await openTestStage()), until: giveUpAfter(150) };
  const waiting = await ask(stage, { ...STANDING, expected: 'reject' }, 1);
  const { slack } = stage;
  // As if Slack had shown nothing: the messages stay as they were.
  const messages = slack.messages();
  stage.slack = { ...slack, messages: () => messages };
  expect('decide' in waiting && (await waiting.decide())).toMatchObject({
    lost: ['The execution ended with SUCCEEDED, and not with reject.', 'Slack does not show the end.'],
  });
});

/** Looks as often as this, with pauses of 20 milliseconds, and then gives up. */
function giveUpAfter(looks: number): Stage['until'] {
  return async (look) => {
    for (let left = looks; left > 0; left -= 1) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return undefined;
  };
}
