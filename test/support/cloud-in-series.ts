import { text } from 'node:stream/consumers';
import { startTestServer } from './test-server.ts';

interface Asked {
  readonly name: string;
  readonly answer: () => void;
}

/**
 * Starts AWS, Slack and Teams for the running test, where calls come in series: the calls of each step are answered when all of them
 * have come, and not before. So calls that wait for each other, where they are expected at the same time, never end.
 *
 * @param series the expected calls, by their operation or method, or the last part of their path that is no id: a step for each time
 *   that the caller waits
 * @param answerTo by the same names; an empty object for the others
 * @returns `came` has the calls as they came
 */
export async function startCloudInSeries(
  series: readonly (readonly string[])[],
  answerTo: (url: string) => Readonly<Record<string, object>>,
) {
  const came: string[][] = [];
  let step: Asked[] = [];
  const { url } = await startTestServer(async (request, response) => {
    await text(request);
    const operation = request.headers['x-amz-target'];
    const name = operation ? String(operation).split('.').at(-1) : nameIn(String(request.url));
    const answer = () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answerTo(url)[name ?? ''] ?? { ok: true }));
    };
    step.push({ name: name ?? '', answer });
    if (step.length < (series[came.length]?.length ?? 1)) return;
    const complete = step;
    step = [];
    came.push(complete.map((one) => one.name).sort());
    for (const one of complete) one.answer();
  });
  return { url, came };
}

/** Such as `members` for `/v3/conversations/19:a/members/29:b`. */
function nameIn(path: string): string | undefined {
  return path
    .split('?')[0]
    ?.split('/')
    .findLast((part) => /^[a-z][\w.-]*[a-z]$/i.test(part) && !/\d/.test(part));
}
