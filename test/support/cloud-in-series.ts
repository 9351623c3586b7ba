import { text } from 'node:stream/consumers';
import { startTestServer } from './test-server.ts';

interface Asked {
  readonly name: string;
  readonly answer: () => void;
}

/**
 * Starts AWS and Slack for the running test, where calls come in series: the calls of each step are answered when all of them
 * have come, and not before. So calls that wait for each other, where they are expected at the same time, never end.
 *
 * @param series the expected calls, by their operation, method or path: a step for each time that the caller waits
 * @param answerTo by the same names; an empty object for the others
 * @returns `came` has the calls as they came
 */
export async function startCloudInSeries(
  series: readonly (readonly string[])[],
  answerTo: Readonly<Record<string, object>>,
) {
  const came: string[][] = [];
  let step: Asked[] = [];
  const { url } = await startTestServer(async (request, response) => {
    await text(request);
    const target = String(request.headers['x-amz-target'] ?? request.url);
    const name = target.split(request.headers['x-amz-target'] ? '.' : '/').at(-1) ?? '';
    const answer = () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answerTo[name] ?? { ok: true }));
    };
    step.push({ name, answer });
    if (step.length < (series[came.length]?.length ?? 1)) return;
    const complete = step;
    step = [];
    came.push(complete.map((one) => one.name).sort());
    for (const one of complete) one.answer();
  });
  return { url, came };
}
